"""POST /api/v1/chat: answers, sessions, refusals."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy.exc import OperationalError

from tests.unit.conftest import StartApp
from tests.unit.fakes import MemoryDocumentStore
from tests.unit.test_flags import write_flags

CHAT = "/api/v1/chat"


def upload(client: TestClient, text: str) -> str:
    response = client.post("/api/v1/upload", files={"file": ("facts.txt", text)})
    document_id: str = response.json()["id"]
    return document_id


def test_an_answer_names_its_source(client: TestClient) -> None:
    document_id = upload(client, "The warranty lasts two years. Cats are nice.")

    response = client.post(CHAT, json={"message": "  How long is the warranty?  "})

    assert response.status_code == 200
    assert response.json()["answer"] == "The warranty lasts two years."
    assert response.json()["citations"] == [
        {
            "document_id": document_id,
            "filename": "facts.txt",
            "chunk": 0,
            "quote": "The warranty lasts two years.",
        }
    ]


def test_follow_ups_are_understood_with_the_latest_question_that_helps(
    client: TestClient,
) -> None:
    upload(client, "The warranty lasts two years.")
    first = client.post(CHAT, json={"message": "Is there a warranty?"}).json()

    for message in ("And for how long?", "Really?"):
        follow_up = client.post(
            CHAT, json={"message": message, "session_id": first["session_id"]}
        ).json()
        assert follow_up["session_id"] == first["session_id"]
        assert follow_up["answer"] == "The warranty lasts two years."

    assert client.post(CHAT, json={"message": "And for how long?"}).json()["citations"] == []


def test_an_unknown_session_is_not_found(client: TestClient) -> None:
    session_id = "00000000-0000-4000-8000-000000000000"

    response = client.post(CHAT, json={"message": "Hello?", "session_id": session_id})

    assert response.status_code == 404
    assert session_id in response.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": " "},
        {"message": "x" * 2001},
        {"message": 5},
        {"message": "x", "session_id": "1"},
        {"message": "x", "session": "misspelt"},
    ],
)
def test_a_malformed_question_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post(CHAT, json=body).status_code == 422


def test_citations_can_be_switched_off(start_app: StartApp, tmp_path: Path) -> None:
    client = start_app(flags_file=write_flags(tmp_path / "flags.json", chat_citations="off"))
    upload(client, "The warranty lasts two years.")

    answer = client.post(CHAT, json={"message": "Which warranty?"}).json()

    assert (answer["answer"], answer["citations"]) == ("The warranty lasts two years.", [])


@pytest.mark.parametrize(
    ("failure", "status", "detail"),
    [
        (OperationalError("SELECT", {}, Exception("gone")), 503, "postgres is unavailable"),
        (RedisConnectionError("gone"), 503, "redis is unavailable"),
    ],
)
def test_a_lost_server_is_named(
    client: TestClient,
    documents: MemoryDocumentStore,
    failure: Exception,
    status: int,
    detail: str,
) -> None:
    documents.failure = failure

    response = client.post(CHAT, json={"message": "Hello?"})

    assert (response.status_code, response.json()) == (status, {"detail": detail})


def test_an_unexpected_failure_is_an_internal_error_and_is_counted(
    client: TestClient, documents: MemoryDocumentStore
) -> None:
    documents.failure = RuntimeError("bug")

    assert client.post(CHAT, json={"message": "Hello?"}).status_code == 500

    line = 'request_count_total{method="POST",route="/api/v1/chat",status="500"} 1.0'
    assert line in client.get("/metrics").text
    assert "error_rate 1.0" in client.get("/metrics").text


def test_half_of_the_requests_fail_if_told_so(start_app: StartApp) -> None:
    client = start_app(faults="error-rate=0.5")

    statuses = [client.post(CHAT, json={"message": "Hello?"}).status_code for _ in range(6)]
    versions = [client.get("/api/v1/version").status_code for _ in range(4)]

    assert statuses == [200, 500, 200, 500, 200, 500]
    assert versions == [200, 500, 200, 500]


def test_latency_can_be_added(start_app: StartApp) -> None:
    client = start_app(faults="latency=0.2")

    response = client.post(CHAT, json={"message": "Hello?"})

    assert response.elapsed.total_seconds() >= 0.2
