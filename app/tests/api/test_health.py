"""Health and readiness of a real process."""

import httpx2 as httpx

from tests.running import running_service


def test_ready_when_both_servers_answer(service: str) -> None:
    response = httpx.get(f"http://{service}/health/ready")

    assert (response.status_code, response.json()["status"]) == (200, "ready")
