"""Chat sessions: what was asked before, kept in Redis for an hour after the last question."""

from typing import Protocol, cast
from uuid import UUID, uuid4

from redis.asyncio import Redis

SESSION_SECONDS = 3600
MAX_QUESTIONS = 20
KEY_PREFIX = "roneira:session:"


class UnknownSession(Exception):
    """The session never existed or has expired."""


class SessionStore(Protocol):
    async def questions(self, session_id: UUID) -> list[str]: ...

    async def remember(self, session_id: UUID | None, question: str) -> UUID: ...


class RedisSessionStore:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def questions(self, session_id: UUID) -> list[str]:
        """The session's questions, oldest first; raises UnknownSession."""
        # The client's types cover its synchronous twin as well, hence the cast.
        found = cast(list[bytes], await self._redis.lrange(_key(session_id), 0, -1))
        if not found:
            raise UnknownSession(f"no session {session_id}; leave session_id out to start one")
        return [question.decode() for question in found]

    async def remember(self, session_id: UUID | None, question: str) -> UUID:
        """Adds the question to the session, or to a new one; returns the session's id."""
        session_id = session_id or uuid4()
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.rpush(_key(session_id), question)
            pipeline.ltrim(_key(session_id), -MAX_QUESTIONS, -1)
            pipeline.expire(_key(session_id), SESSION_SECONDS)
            await pipeline.execute()
        return session_id


def _key(session_id: UUID) -> str:
    return f"{KEY_PREFIX}{session_id}"
