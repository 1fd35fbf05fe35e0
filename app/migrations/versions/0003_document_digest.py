"""Document digest: the same text is stored once.

Expands only: the release before this one writes rows without a digest, and must go on
working while both serve, and after a rollback. That is why the column stays nullable.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("documents", sa.Column("text_sha256", sa.String(64)))
    # Of equal texts only the oldest gets the digest, or the constraint could not hold.
    op.execute("""
        UPDATE documents SET text_sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')
        WHERE id IN (
            SELECT DISTINCT ON (text) id FROM documents ORDER BY text, created_at, id
        )
        """)
    op.create_unique_constraint("documents_text_sha256_key", "documents", ["text_sha256"])


def downgrade() -> None:
    op.drop_constraint("documents_text_sha256_key", "documents")
    op.drop_column("documents", "text_sha256")
