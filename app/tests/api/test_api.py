"""The HTTP endpoints of a real process with real Postgres and Redis."""

import httpx2 as httpx
import psycopg
import pytest
from redis import Redis

from roneira import __version__
from roneira.chat.sessions import KEY_PREFIX
from tests.pdf import make_pdf


def upload(client: httpx.Client, filename: str, data: bytes) -> httpx.Response:
    return client.post("/api/v1/upload", files={"file": (filename, data)})


def ask(client: httpx.Client, message: str, **more: str) -> httpx.Response:
    return client.post("/api/v1/chat", json={"message": message, **more})


def test_alive_and_ready(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "failing": {}})


def test_the_version_is_the_packages(client: httpx.Client) -> None:
    version = client.get("/api/v1/version").json()

    assert set(version) == {"version", "digest", "commit"}
    assert version["version"] == __version__


@pytest.mark.parametrize(
    ("filename", "data"),
    [
        ("a.txt", b"The warranty lasts two years."),
        ("a.md", b"# Warranty\n\nThe warranty lasts two years."),
        ("a.pdf", make_pdf("The warranty lasts two years.")),
    ],
)
def test_an_uploaded_document_answers_questions(
    client: httpx.Client, filename: str, data: bytes
) -> None:
    uploaded = upload(client, filename, data)
    assert uploaded.status_code == 200

    answered = ask(client, "How long does the warranty last?").json()

    assert "two years" in answered["answer"]
    assert answered["citations"][0]["document_id"] == uploaded.json()["id"]
    assert answered["citations"][0]["filename"] == filename


def test_the_document_is_in_postgres_and_the_session_in_redis(
    client: httpx.Client, postgres: psycopg.Connection, redis: Redis
) -> None:
    document_id = upload(client, "a.txt", b"Cats sleep all day.").json()["id"]
    session_id = ask(client, "What do cats do?").json()["session_id"]

    row = postgres.execute("SELECT text FROM documents WHERE id = %s", [document_id]).fetchone()
    assert row == ("Cats sleep all day.",)
    assert redis.lrange(f"{KEY_PREFIX}{session_id}", 0, -1) == [b"What do cats do?"]


def test_a_session_carries_the_conversation(client: httpx.Client) -> None:
    upload(client, "a.txt", b"The warranty lasts two years.")
    session_id = ask(client, "Is there a warranty?").json()["session_id"]

    follow_up = ask(client, "And for how long?", session_id=session_id)

    assert follow_up.json()["answer"] == "The warranty lasts two years."


@pytest.mark.parametrize(
    ("filename", "data", "status"),
    [
        ("a.txt", b"x" * (5 * 1024 * 1024 + 1), 413),
        ("a.txt", b"x" * (6 * 1024 * 1024), 413),
        ("a.docx", b"PK", 415),
        ("a.txt", b"", 422),
        ("a.pdf", b"%PDF-1.4 broken", 422),
    ],
)
def test_what_cannot_be_served_is_refused_and_not_stored(
    client: httpx.Client, postgres: psycopg.Connection, filename: str, data: bytes, status: int
) -> None:
    assert upload(client, filename, data).status_code == status

    assert postgres.execute("SELECT count(*) FROM documents").fetchone() == (0,)


def test_a_document_of_the_largest_size_is_stored(client: httpx.Client) -> None:
    line = b"Each of these sentences is about as long as a sentence in a report. "

    assert upload(client, "a.txt", (line * 80_000)[: 5 * 1024 * 1024]).status_code == 200


def test_the_metrics_follow_the_traffic(client: httpx.Client) -> None:
    def count() -> float:
        start = 'request_count_total{method="POST",route="/api/v1/chat",status="200"} '
        lines = client.get("/metrics").text.splitlines()
        return next(float(line.removeprefix(start)) for line in lines if line.startswith(start))

    before = count()
    ask(client, "Hello?")

    assert count() == before + 1
