"""Where documents live: stored and full-text searched in Postgres."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from sqlalchemy import Text, cast, func, insert, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from roneira.database import Chunk, Document
from roneira.documents.chunks import split_chunks

MAX_PASSAGES = 5


@dataclass(frozen=True)
class StoredDocument:
    id: UUID
    chunks: int
    created: bool


@dataclass(frozen=True)
class Passage:
    document_id: UUID
    filename: str
    position: int
    content: str


class DocumentStore(Protocol):
    async def add(self, filename: str, type_: str, text: str) -> StoredDocument: ...

    async def search(self, question: str) -> list[Passage]: ...


class PostgresDocumentStore:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, filename: str, type_: str, text: str) -> StoredDocument:
        """Stores and indexes the text in one transaction; a known text is not stored twice."""
        digest = sha256(text.encode()).hexdigest()
        statement = (
            postgres_insert(Document)
            .values(filename=filename, type=type_, text=text, text_sha256=digest)
            .on_conflict_do_nothing(index_elements=[Document.text_sha256])
            .returning(Document.id)
        )
        async with self._engine.begin() as connection:
            created = await connection.scalar(statement)
            if created is None:
                return await self._known(connection, digest)
            rows = [
                {"document_id": created, "position": position, "content": content}
                for position, content in enumerate(split_chunks(text))
            ]
            await connection.execute(insert(Chunk), rows)
        return StoredDocument(created, len(rows), created=True)

    async def _known(self, connection: AsyncConnection, digest: str) -> StoredDocument:
        statement = (
            select(Document.id, func.count(Chunk.position))
            .join(Chunk, Chunk.document_id == Document.id)
            .where(Document.text_sha256 == digest)
            .group_by(Document.id)
        )
        document_id, chunks = (await connection.execute(statement)).one()
        return StoredDocument(document_id, chunks, created=False)

    async def search(self, question: str) -> list[Passage]:
        query = _any_word_of(question)
        statement = (
            select(Document.id, Document.filename, Chunk.position, Chunk.content)
            .join(Chunk, Chunk.document_id == Document.id)
            .where(Chunk.search.bool_op("@@")(query))
            .order_by(func.ts_rank(Chunk.search, query).desc(), Document.id, Chunk.position)
            .limit(MAX_PASSAGES)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(statement)
            return [Passage(*row) for row in rows]


def _any_word_of(question: str) -> ColumnElement[str]:
    # plainto_tsquery wants every word in one chunk, which no real question satisfies. Its
    # output is safe to edit: it consists of quoted lexemes joined by '&'.
    every_word = func.plainto_tsquery("english", question)
    return cast(func.replace(cast(every_word, Text), " & ", " | "), TSQUERY)
