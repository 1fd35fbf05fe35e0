"""Chat sessions in a real Redis."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from roneira.chat.sessions import (
    KEY_PREFIX,
    MAX_QUESTIONS,
    SESSION_SECONDS,
    RedisSessionStore,
    UnknownSession,
)


@pytest.fixture
async def sessions(redis_url: str, empty_stores: None) -> AsyncIterator[RedisSessionStore]:
    client = AsyncRedis.from_url(redis_url)
    yield RedisSessionStore(client)
    await client.aclose()


async def test_a_session_remembers_its_questions_in_order(sessions: RedisSessionStore) -> None:
    session_id = await sessions.remember(None, "Première?")
    assert await sessions.remember(session_id, "Second?") == session_id

    assert await sessions.questions(session_id) == ["Première?", "Second?"]


async def test_sessions_do_not_mix(sessions: RedisSessionStore) -> None:
    mine = await sessions.remember(None, "Mine?")
    await sessions.remember(None, "Yours?")

    assert await sessions.questions(mine) == ["Mine?"]


async def test_an_unknown_session_is_an_error(sessions: RedisSessionStore) -> None:
    with pytest.raises(UnknownSession):
        await sessions.questions(uuid4())


async def test_a_session_keeps_its_latest_questions_only(sessions: RedisSessionStore) -> None:
    session_id = await sessions.remember(None, "0")
    for number in range(1, MAX_QUESTIONS + 5):
        await sessions.remember(session_id, str(number))

    questions = await sessions.questions(session_id)

    assert questions == [str(number) for number in range(5, MAX_QUESTIONS + 5)]


async def test_every_question_prolongs_the_session(
    sessions: RedisSessionStore, redis: Redis
) -> None:
    session_id = await sessions.remember(None, "First?")
    redis.expire(f"{KEY_PREFIX}{session_id}", 10)

    await sessions.remember(session_id, "Second?")

    assert redis.ttl(f"{KEY_PREFIX}{session_id}") > SESSION_SECONDS - 10
