"""The process around the application: start, logs, health check, real service wiring."""

import json
import logging
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from roneira import __main__, healthcheck
from roneira.app import create_app
from roneira.logs import configure_logging
from tests.unit.conftest import make_settings

APP = Path(__file__).parents[2]


def set_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@localhost:1/db")
    monkeypatch.setenv("REDIS_URL", "redis://localhost:1")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_the_server_listens_on_the_given_port(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, Any] = {}
    monkeypatch.setattr(
        "roneira.__main__.uvicorn.run", lambda app, **options: started.update(options)
    )
    monkeypatch.setattr("roneira.__main__.configure_logging", lambda level: None)
    set_environment(monkeypatch, PORT="9001")

    __main__.main()

    assert (started["host"], started["port"]) == ("0.0.0.0", 9001)


def test_an_unknown_fault_refuses_to_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, FAULTS="slow")

    with pytest.raises(SystemExit) as exit_:
        __main__.main()

    assert exit_.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("roneira: not started: FAULTS: unknown fault 'slow'; known faults:")


def test_logs_are_json_lines_also_from_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    handlers, level = logging.root.handlers[:], logging.root.level
    configure_logging("INFO")
    try:
        structlog.get_logger("ours").info("hello", answer=42)
        logging.getLogger("library").warning("from %s", "elsewhere")
        logging.getLogger("library").debug("too quiet")
    finally:
        logging.root.handlers, logging.root.level = handlers, level
        structlog.reset_defaults()

    ours, library = map(json.loads, capsys.readouterr().out.splitlines())
    assert (ours["event"], ours["answer"], ours["level"]) == ("hello", 42, "info")
    assert (library["event"], library["logger"]) == ("from elsewhere", "library")


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_believes_only_a_200(status: int, healthy: bool) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.handle_request, daemon=True).start()
        assert healthcheck.is_healthy(server.server_port) is healthy


def test_nobody_listening_is_not_healthy() -> None:
    assert healthcheck.is_healthy(1) is False


def test_the_health_check_loads_nothing_of_the_service() -> None:
    # It runs every two seconds: importing the web framework each time would cost a core.
    program = "import sys, roneira.healthcheck; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", program], text=True, cwd=APP).split()

    assert "roneira.healthcheck" in loaded
    assert not {"fastapi", "uvicorn", "sqlalchemy"} & set(loaded)


def test_the_service_starts_without_its_servers_and_says_who_is_missing() -> None:
    with TestClient(create_app(make_settings(faults="not-ready"))) as client:
        response = client.get("/health/ready")

        assert client.get("/health").status_code == 200
        assert response.status_code == 503
        assert response.json() == {
            "status": "unavailable",
            "failing": {
                "postgres": "OperationalError",
                "redis": "ConnectionError",
                "fault": "InjectedFault",
            },
        }
