"""The chat over a real WebSocket of a real process."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.running import running_service


def url(address: str) -> str:
    return f"ws://{address}/api/v1/ws/chat"


@pytest.fixture
def socket(service: str, empty_stores: None) -> Iterator[ClientConnection]:
    with connect(url(service), proxy=None) as connection:
        yield connection


def ask(socket: ClientConnection, **question: Any) -> list[dict[str, Any]]:
    """Every message up to and including the one that ends the answer."""
    socket.send(json.dumps(question))
    messages = [json.loads(socket.recv(timeout=10))]
    while messages[-1]["type"] == "token":
        messages.append(json.loads(socket.recv(timeout=10)))
    return messages


def test_an_empty_library_gets_an_honest_answer(socket: ClientConnection) -> None:
    final = ask(socket, message="Anybody there?")[-1]

    assert final["type"] == "final"
    assert final["citations"] == []
