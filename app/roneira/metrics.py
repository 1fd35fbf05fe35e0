"""The Prometheus metrics of this process, each label set present from the start.

A label set that appears only with its first request looks like "no data" on an idle
service, and a gate must be able to tell "no errors" from "no data".
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# In seconds. The edge at 3.0 makes "p95 below 3 s" a measurement, not an interpolation.
LATENCY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 30)
ROUTES = (
    ("GET", "/api/v1/version"),
    ("POST", "/api/v1/upload"),
    ("POST", "/api/v1/chat"),
    ("WEBSOCKET", "/api/v1/ws/chat"),
)
DOCUMENT_TYPES = ("txt", "md", "pdf")
ERROR_WINDOW_SECONDS = 60
SESSION_WINDOW_SECONDS = 15 * 60


class Metrics:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: deque[tuple[float, bool]] = deque()
        self._sessions: OrderedDict[str, float] = OrderedDict()
        # A registry of its own: two applications in one process do not mix.
        self._registry = CollectorRegistry()
        self._latency = Histogram(
            "request_latency",
            "Seconds from request to complete response.",
            ("method", "route"),
            buckets=LATENCY_BUCKETS,
            registry=self._registry,
        )
        self._requests = Counter(
            "request_count",
            "API requests by route template and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._documents = Counter(
            "document_processed",
            "Uploaded documents that were stored and indexed.",
            ("type",),
            registry=self._registry,
        )
        self._create_gauges()
        self._create_label_sets()

    def _create_gauges(self) -> None:
        # Computed when scraped: a stored value would freeze when the traffic stops.
        Gauge(
            "error_rate",
            f"Share of API requests answered 5xx in the last {ERROR_WINDOW_SECONDS} s.",
            registry=self._registry,
        ).set_function(self.error_rate)
        Gauge(
            "active_sessions",
            f"Chat sessions this process served in the last {SESSION_WINDOW_SECONDS} s.",
            registry=self._registry,
        ).set_function(self.active_sessions)

    def _create_label_sets(self) -> None:
        for method, route in ROUTES:
            self._latency.labels(method, route)
            for status in (200, 500):
                self._requests.labels(method, route, status)
        for document_type in DOCUMENT_TYPES:
            self._documents.labels(document_type)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._latency.labels(method, route).observe(seconds)
        self._requests.labels(method, route, status).inc()
        self._recent.append((self._clock(), status >= 500))
        self._forget_old_requests()

    def observe_document(self, document_type: str) -> None:
        self._documents.labels(document_type).inc()

    def observe_session(self, session_id: str) -> None:
        self._sessions[session_id] = self._clock()
        self._sessions.move_to_end(session_id)
        self._forget_old_sessions()

    def error_rate(self) -> float:
        self._forget_old_requests()
        failed = sum(failed for _, failed in self._recent)
        return failed / len(self._recent) if self._recent else 0.0

    def active_sessions(self) -> float:
        self._forget_old_sessions()
        return len(self._sessions)

    def render(self) -> bytes:
        return generate_latest(self._registry)

    def _forget_old_requests(self) -> None:
        oldest = self._clock() - ERROR_WINDOW_SECONDS
        while self._recent and self._recent[0][0] < oldest:
            self._recent.popleft()

    def _forget_old_sessions(self) -> None:
        oldest = self._clock() - SESSION_WINDOW_SECONDS
        while self._sessions and next(iter(self._sessions.values())) < oldest:
            self._sessions.popitem(last=False)
