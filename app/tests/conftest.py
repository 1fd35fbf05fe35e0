"""Real Postgres and Redis for the suites that need them, empty at the start of each test.

Nothing is skipped when they are missing: a suite that could not run has failed.
"""

import os
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from redis import Redis

from roneira.chat.sessions import KEY_PREFIX
from roneira.database import create_engine
from roneira.documents.store import PostgresDocumentStore
from roneira.settings import sqlalchemy_url
from tests.running import running_service


@pytest.fixture(scope="session")
def database_url() -> str:
    return _required("DATABASE_URL")


@pytest.fixture(scope="session")
def redis_url() -> str:
    return _required("REDIS_URL")


@pytest.fixture(scope="session")
def postgres(database_url: str) -> Iterator[psycopg.Connection]:
    url = sqlalchemy_url(database_url).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def empty_stores(postgres: psycopg.Connection, redis: Redis) -> None:
    postgres.execute("TRUNCATE documents CASCADE")
    for key in redis.scan_iter(f"{KEY_PREFIX}*"):
        redis.delete(key)


@pytest.fixture
async def documents(database_url: str, empty_stores: None) -> AsyncIterator[PostgresDocumentStore]:
    engine = create_engine(sqlalchemy_url(database_url))
    yield PostgresDocumentStore(engine)
    await engine.dispose()


@pytest.fixture(scope="session")
def service(database_url: str, redis_url: str) -> Iterator[str]:
    """Host and port of one service without faults, shared by a suite."""
    with running_service() as address:
        yield address


def _required(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        pytest.fail(f"{variable} is not set: this suite needs a real server there", pytrace=False)
    return value
