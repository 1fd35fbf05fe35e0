"""Stores in memory that keep the promises of the real ones."""

from uuid import UUID, uuid4

from roneira.chat.answers import terms
from roneira.chat.sessions import UnknownSession
from roneira.documents.chunks import split_chunks
from roneira.documents.store import Passage, StoredDocument


class MemoryDocumentStore:
    """Set `failure` to make every call raise it."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self._ids: dict[str, UUID] = {}
        self._passages: list[Passage] = []

    async def add(self, filename: str, type_: str, text: str) -> StoredDocument:
        self._fail_if_told()
        chunks = split_chunks(text)
        if text in self._ids:
            return StoredDocument(self._ids[text], len(chunks), created=False)
        self._ids[text] = uuid4()
        self._passages += [
            Passage(self._ids[text], filename, position, content)
            for position, content in enumerate(chunks)
        ]
        return StoredDocument(self._ids[text], len(chunks), created=True)

    async def search(self, question: str) -> list[Passage]:
        self._fail_if_told()
        return [found for found in self._passages if terms(question) & terms(found.content)]

    def _fail_if_told(self) -> None:
        if self.failure:
            raise self.failure


class MemorySessionStore:
    def __init__(self) -> None:
        self._questions: dict[UUID, list[str]] = {}

    async def questions(self, session_id: UUID) -> list[str]:
        if session_id not in self._questions:
            raise UnknownSession(f"no session {session_id}")
        return self._questions[session_id]

    async def remember(self, session_id: UUID | None, question: str) -> UUID:
        session_id = session_id or uuid4()
        self._questions.setdefault(session_id, []).append(question)
        return session_id
