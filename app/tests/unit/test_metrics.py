"""Metrics: complete from the start, truthful when traffic stops."""

from prometheus_client.parser import text_string_to_metric_families

from roneira.metrics import DOCUMENT_TYPES, ROUTES, Metrics


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(metrics.render().decode())
    return {
        (sample.name, *(f"{label}={value}" for label, value in sorted(sample.labels.items()))): (
            sample.value
        )
        for family in families
        for sample in family.samples
    }


def test_an_idle_service_already_shows_every_series() -> None:
    found = samples(Metrics())

    for method, route in ROUTES:
        labels = (f"method={method}", f"route={route}")
        assert found[("request_latency_count", *labels)] == 0
        assert found[("request_count_total", *labels, "status=200")] == 0
        assert found[("request_count_total", *labels, "status=500")] == 0
    for document_type in DOCUMENT_TYPES:
        assert found[("document_processed_total", f"type={document_type}")] == 0
    assert found[("error_rate",)] == found[("active_sessions",)] == 0


def test_three_seconds_is_an_edge_of_the_histogram() -> None:
    metrics = Metrics()
    metrics.observe_request("POST", "/api/v1/chat", 200, 2.9)
    metrics.observe_request("POST", "/api/v1/chat", 200, 3.1)

    found = samples(metrics)

    labels = ("method=POST", "route=/api/v1/chat")
    assert found[("request_latency_bucket", "le=3.0", *labels)] == 1
    assert found[("request_latency_bucket", "le=4.0", *labels)] == 2
    assert found[("request_latency_sum", *labels)] == 6.0


def test_the_error_rate_counts_server_errors_of_the_last_minute() -> None:
    clock = Clock()
    metrics = Metrics(clock)
    for status in (200, 404, 500, 503):
        metrics.observe_request("POST", "/api/v1/chat", status, 0.1)
    assert metrics.error_rate() == 0.5

    clock.now += 61

    assert metrics.error_rate() == 0


def test_sessions_are_active_for_a_quarter_of_an_hour() -> None:
    clock = Clock()
    metrics = Metrics(clock)
    metrics.observe_session("first")
    metrics.observe_session("second")
    clock.now += 600
    metrics.observe_session("first")
    assert metrics.active_sessions() == 2

    clock.now += 600

    assert metrics.active_sessions() == 1


def test_documents_are_counted_by_type() -> None:
    metrics = Metrics()

    metrics.observe_document("md")

    assert samples(metrics)[("document_processed_total", "type=md")] == 1
