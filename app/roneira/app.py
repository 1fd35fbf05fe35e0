"""Puts the application together: settings, services, middleware, routes, error answers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy.exc import OperationalError

from roneira import __version__
from roneira.api import chat, operations, upload, websocket
from roneira.faults import ErrorInjector
from roneira.metrics import Metrics
from roneira.observation import RequestObservation
from roneira.services import Services, connect_services
from roneira.settings import Settings

# Room for the multipart envelope around a file of exactly the allowed size.
MULTIPART_OVERHEAD_BYTES = 64 * 1024

log = structlog.get_logger(__name__)

Connect = Callable[[Settings, Metrics], AbstractAsyncContextManager[Services]]


def create_app(settings: Settings, connect: Connect = connect_services) -> FastAPI:
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with connect(settings, metrics) as services:
            app.state.services = services
            log.info("started", version=settings.app_version, faults=settings.faults or None)
            yield

    app = FastAPI(
        title="Roneira document-intelligence API",
        version=__version__,
        lifespan=lifespan,
        max_body_size=settings.max_upload_bytes + MULTIPART_OVERHEAD_BYTES,
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.error_injector = ErrorInjector(settings.active_faults.error_rate)
    app.add_middleware(RequestObservation, metrics=metrics)
    for module in (operations, upload, chat, websocket):
        app.include_router(module.router)
    app.add_exception_handler(OperationalError, _unavailable("postgres"))
    app.add_exception_handler(RedisConnectionError, _unavailable("redis"))
    app.add_exception_handler(RedisTimeoutError, _unavailable("redis"))
    return app


def _unavailable(dependency: str) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    async def answer(_: Request, error: Exception) -> JSONResponse:
        log.error("dependency unavailable", dependency=dependency, error=str(error))
        return JSONResponse({"detail": f"{dependency} is unavailable"}, status_code=503)

    return answer
