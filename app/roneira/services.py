"""What the endpoints work with, and how it is built from the settings."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from roneira.chat.conversation import Conversation
from roneira.chat.sessions import RedisSessionStore
from roneira.database import create_engine
from roneira.documents.store import DocumentStore, PostgresDocumentStore
from roneira.flags import Flags
from roneira.metrics import Metrics
from roneira.readiness import ReadinessCheck, fault_check, postgres_check, redis_check
from roneira.settings import Settings

REDIS_TIMEOUT_SECONDS = 2


@dataclass(frozen=True)
class Services:
    documents: DocumentStore
    conversation: Conversation
    flags: Flags
    readiness: Mapping[str, ReadinessCheck]


@asynccontextmanager
async def connect_services(settings: Settings, metrics: Metrics) -> AsyncIterator[Services]:
    """Connects lazily: the process starts, and says it is not ready, while a server is away."""
    engine = create_engine(settings.sqlalchemy_url)
    redis = Redis.from_url(
        str(settings.redis_url),
        socket_timeout=REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        retry=Retry(ExponentialBackoff(cap=0.5), retries=1),
    )
    flags = Flags(settings.flags_file)
    documents = PostgresDocumentStore(engine)
    faults = settings.active_faults
    readiness = {"postgres": postgres_check(engine), "redis": redis_check(redis)}
    if faults.not_ready:
        readiness["fault"] = fault_check
    try:
        yield Services(
            documents=documents,
            conversation=Conversation(documents, RedisSessionStore(redis), flags, faults, metrics),
            flags=flags,
            readiness=readiness,
        )
    finally:
        flags.close()
        await redis.aclose()
        await engine.dispose()
