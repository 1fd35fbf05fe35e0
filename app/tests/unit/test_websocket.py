"""WS /api/v1/ws/chat: the protocol, within the process."""

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.unit.fakes import MemoryDocumentStore

PATH = "/api/v1/ws/chat"


def test_tokens_come_first_and_add_up_to_the_final_answer(client: TestClient) -> None:
    client.post("/api/v1/upload", files={"file": ("a.txt", "The warranty lasts two years.")})

    with client.websocket_connect(PATH) as socket:
        socket.send_json({"message": "warranty?"})
        tokens = [socket.receive_json() for _ in range(5)]
        final = socket.receive_json()

    assert "".join(token["text"] for token in tokens) == "The warranty lasts two years."
    assert (final["type"], final["message"]) == ("final", "warranty?")
    assert final["answer"] == final["citations"][0]["quote"] == "The warranty lasts two years."


@pytest.mark.parametrize(
    ("frame", "detail"),
    [
        ("{", "message: Invalid JSON"),
        ("[]", "message: Input should be an object"),
        ('{"message": ""}', "message: String should have at least 1 character"),
        ('{"message": "x", "session_id": 1}', "session_id: UUID input should be a string"),
        (
            '{"message": "x", "session_id": "00000000-0000-4000-8000-000000000000"}',
            "no session 00000000-0000-4000-8000-000000000000",
        ),
    ],
)
def test_a_bad_message_gets_an_error_and_the_connection_lives(
    client: TestClient, frame: str, detail: str
) -> None:
    with client.websocket_connect(PATH) as socket:
        socket.send_text(frame)
        error = socket.receive_json()
        socket.send_json({"message": "Still there?"})
        assert socket.receive_json()["type"] == "token"

    assert error["type"] == "error"
    assert error["detail"].startswith(detail)


def test_binary_frames_are_read_as_text(client: TestClient) -> None:
    with client.websocket_connect(PATH) as socket:
        socket.send_bytes(b'{"message": "Hello?"}')
        assert socket.receive_json()["type"] == "token"
        while socket.receive_json()["type"] == "token":
            pass
        socket.send_bytes(b"\xff")
        assert socket.receive_json()["type"] == "error"


def test_a_failure_is_reported_counted_and_closes_the_connection(
    client: TestClient, documents: MemoryDocumentStore
) -> None:
    documents.failure = RuntimeError("bug with a secret")

    with client.websocket_connect(PATH) as socket:
        socket.send_json({"message": "Hello?"})
        error = socket.receive_json()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()

    assert error == {"type": "error", "detail": "internal error, please try again"}
    assert closed.value.code == 1011
    line = f'request_count_total{{method="WEBSOCKET",route="{PATH}",status="500"}} 1.0'
    assert line in client.get("/metrics").text
