"""Faults as a release would ship them: each breaks what its name says, and nothing else."""

import os
import subprocess
import sys
import time
from contextlib import AbstractContextManager

import httpx2 as httpx
import pytest

from tests.running import running_service

QUESTION = {"message": "Hello?"}


def client(address: str) -> httpx.Client:
    return httpx.Client(base_url=f"http://{address}", trust_env=False, timeout=60)


def serve(database_url: str, redis_url: str, **environment: str) -> AbstractContextManager[str]:
    return running_service(**{"DATABASE_URL": database_url, "REDIS_URL": redis_url, **environment})


def test_several_faults_at_once(database_url: str, redis_url: str, empty_stores: None) -> None:
    faults = "latency=1,not-ready,wrong-version,upload-broken"
    with serve(database_url, redis_url, FAULTS=faults, GIT_SHA="abc") as address:
        with client(address) as http:
            ready = http.get("/health/ready")
            version = http.get("/api/v1/version").json()
            uploaded = http.post("/api/v1/upload", files={"file": ("a.txt", b"text")})
            start = time.monotonic()
            answered = http.post("/api/v1/chat", json=QUESTION)
            seconds = time.monotonic() - start
            alive = http.get("/health")

    assert (ready.status_code, set(ready.json()["failing"])) == (503, {"fault"})
    assert version == {
        "version": "0.0.0-wrong",
        "digest": "sha256:" + "0" * 64,
        "commit": "abc",
    }
    assert uploaded.status_code == 500
    assert (answered.status_code, seconds >= 1) == (200, True)
    assert alive.status_code == 200


def test_a_tenth_of_the_requests_fails(
    database_url: str, redis_url: str, empty_stores: None
) -> None:
    with serve(database_url, redis_url, FAULTS="error-rate=0.1") as address:
        with client(address) as http:
            statuses = [http.post("/api/v1/chat", json=QUESTION).status_code for _ in range(30)]
            metrics = http.get("/metrics").text

    assert statuses == ([200] * 9 + [500]) * 3
    assert "error_rate 0.1\n" in metrics


@pytest.mark.parametrize(
    ("variable", "culprit"),
    [
        ("DATABASE_URL", "postgres"),
        ("REDIS_URL", "redis"),
    ],
)
def test_a_missing_server_is_named(
    database_url: str, redis_url: str, empty_stores: None, variable: str, culprit: str
) -> None:
    nowhere = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/db",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    with serve(database_url, redis_url, **{variable: nowhere[variable]}) as address:
        with client(address) as http:
            ready = http.get("/health/ready")
            answered = http.post("/api/v1/chat", json=QUESTION)

    assert (ready.status_code, list(ready.json()["failing"])) == (503, [culprit])
    assert answered.status_code == 503
    assert answered.json() == {"detail": f"{culprit} is unavailable"}


def test_a_database_without_the_schema_is_not_ready(database_url: str, redis_url: str) -> None:
    hidden = f"{database_url}{'&' if '?' in database_url else '?'}options=-csearch_path%3Dnowhere"
    with serve(hidden, redis_url) as address, client(address) as http:
        ready = http.get("/health/ready")

    assert (ready.status_code, ready.json()["failing"]) == (503, {"postgres": "ProgrammingError"})


def test_an_unknown_fault_refuses_to_start(database_url: str, redis_url: str) -> None:
    urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
    refused = subprocess.run(
        [sys.executable, "-m", "roneira"],
        env={**os.environ, **urls, "FAULTS": "slow"},
        capture_output=True,
        text=True,
    )

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("roneira: not started: FAULTS: unknown fault 'slow'; known")
    assert refused.stderr.count("\n") == 1
