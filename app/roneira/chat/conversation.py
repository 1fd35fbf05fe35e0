"""One turn of a conversation: question in, cited answer out."""

from dataclasses import dataclass, replace
from uuid import UUID

from roneira.chat.answers import Answer, compose_answer
from roneira.chat.sessions import SessionStore
from roneira.documents.store import DocumentStore
from roneira.faults import Faults
from roneira.flags import Flags
from roneira.metrics import Metrics


@dataclass(frozen=True)
class Reply:
    session_id: UUID
    answer: Answer


@dataclass(frozen=True)
class Conversation:
    documents: DocumentStore
    sessions: SessionStore
    flags: Flags
    faults: Faults
    metrics: Metrics

    async def ask(self, question: str, session_id: UUID | None) -> Reply:
        """Raises UnknownSession if the session was named but does not exist."""
        earlier = await self.sessions.questions(session_id) if session_id else []
        await self.faults.delay()
        answer = await self._answer(question, earlier)
        session_id = await self.sessions.remember(session_id, question)
        self.metrics.observe_session(str(session_id))
        return Reply(session_id, answer)

    async def _answer(self, question: str, earlier: list[str]) -> Answer:
        # "And how long does it last?" only makes sense together with a question before it:
        # with the latest one that helps.
        attempts = [question, *(f"{before} {question}" for before in reversed(earlier))]
        for attempt in attempts:
            answer = compose_answer(attempt, await self.documents.search(attempt))
            if answer.citations:
                break
        if not self.flags.is_on("chat-citations"):
            return replace(answer, citations=())
        return answer
