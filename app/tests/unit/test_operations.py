"""Health, readiness, version and metrics, within the process."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from roneira import __version__
from roneira.readiness import fault_check, unready
from tests.unit.conftest import StartApp


async def healthy() -> None:
    return None


async def broken() -> None:
    raise ConnectionRefusedError("host db.internal refused user admin")


async def hanging() -> None:
    await asyncio.sleep(60)


def test_health_needs_nobody(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


async def test_only_the_culprits_are_named_and_no_details_leak() -> None:
    assert await unready({"postgres": healthy, "redis": broken, "fault": fault_check}) == {
        "redis": "ConnectionRefusedError",
        "fault": "InjectedFault",
    }


async def test_a_server_that_does_not_answer_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roneira.readiness.CHECK_TIMEOUT_SECONDS", 0.01)

    assert await unready({"postgres": hanging}) == {"postgres": "TimeoutError"}


def test_the_version_says_which_release_this_is(client: TestClient) -> None:
    assert client.get("/api/v1/version").json() == {
        "version": __version__,
        "digest": "unknown",
        "commit": "unknown",
    }


def test_a_wrong_version_can_be_rehearsed(start_app: StartApp) -> None:
    wrong = start_app(faults="wrong-version").get("/api/v1/version").json()

    assert wrong["version"] != __version__
    assert wrong["digest"] == "sha256:" + "0" * 64


def test_probes_are_not_counted_and_unknown_paths_share_a_series(client: TestClient) -> None:
    for path in ("/health", "/health/ready", "/metrics", "/wp-login.php", "/.env"):
        client.get(path)

    text = client.get("/metrics").text

    assert 'request_count_total{method="GET",route="unmatched",status="404"} 2.0' in text
    assert "/health" not in text
    assert "wp-login" not in text


def test_a_wrong_method_is_counted_by_its_route(client: TestClient) -> None:
    assert client.get("/api/v1/chat").status_code == 405

    line = 'request_count_total{method="GET",route="/api/v1/chat",status="405"} 1.0'
    assert line in client.get("/metrics").text
