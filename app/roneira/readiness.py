"""Readiness: asks every dependency and names those that cannot serve."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from redis.asyncio import Redis
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from roneira.database import Chunk

CHECK_TIMEOUT_SECONDS = 3

log = structlog.get_logger(__name__)

ReadinessCheck = Callable[[], Awaitable[None]]


async def unready(checks: Mapping[str, ReadinessCheck]) -> dict[str, str]:
    """What is not ready, with the reason; empty if everything is."""
    reasons = await asyncio.gather(*(_reason(name, check) for name, check in checks.items()))
    return {name: reason for name, reason in zip(checks, reasons, strict=True) if reason}


async def _reason(name: str, check: ReadinessCheck) -> str | None:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_SECONDS):
            await check()
    except Exception as error:
        # The message may name hosts and users: it is for the log, not for whoever asks.
        log.warning("not ready", dependency=name, error=str(error))
        return type(error).__name__
    return None


def postgres_check(engine: AsyncEngine) -> ReadinessCheck:
    async def check() -> None:
        # A table rather than SELECT 1: without its schema the service cannot serve.
        async with engine.connect() as connection:
            await connection.execute(select(Chunk.document_id).limit(1))

    return check


def redis_check(redis: Redis) -> ReadinessCheck:
    async def check() -> None:
        await redis.ping()

    return check


async def fault_check() -> None:
    raise InjectedFault("FAULTS contains not-ready")


class InjectedFault(Exception):
    """Raised on purpose, to rehearse a bad release."""
