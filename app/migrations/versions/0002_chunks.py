"""Chunks: the passages of each document, indexed for full-text search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "chunks",
        sa.Column(
            "document_id",
            sa.Uuid,
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column(
            "search",
            TSVECTOR,
            sa.Computed("to_tsvector('english', content)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_chunks_search", "chunks", ["search"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_chunks_search", table_name="chunks")
    op.drop_table("chunks")
