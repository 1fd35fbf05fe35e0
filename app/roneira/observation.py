"""ASGI middleware that measures and logs every API request."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from roneira.metrics import Metrics

# Probes and scrapes would dilute the error rate and hide that no user traffic arrives.
OPERATIONAL_PATHS = frozenset({"/health", "/health/ready", "/metrics"})

log = structlog.get_logger(__name__)


class RequestObservation:
    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPERATIONAL_PATHS:
            await self._app(scope, receive, send)
            return
        # Holds if the application raises before it answers: the server then sends a 500.
        status = 500

        async def remember_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = time.perf_counter()
        try:
            await self._app(scope, receive, remember_status)
        finally:
            self._record(scope, status, time.perf_counter() - start)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        # Never the raw path as a label: whoever scans for paths would create a series each.
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"]
        self._metrics.observe_request(method, route, status, seconds)
        log.info("request", method=method, route=route, status=status, seconds=round(seconds, 4))
