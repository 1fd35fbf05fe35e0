"""The chat over a real WebSocket of a real process."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx
import pytest
from websockets.exceptions import ConnectionClosedError
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
    messages = [json.loads(socket.recv(timeout=60))]
    while messages[-1]["type"] == "token":
        messages.append(json.loads(socket.recv(timeout=60)))
    return messages


def test_an_empty_library_gets_an_honest_answer(socket: ClientConnection) -> None:
    final = ask(socket, message="Anybody there?")[-1]

    assert final["type"] == "final"
    assert final["citations"] == []


def test_an_answer_streams_and_ends_whole_with_its_source(
    socket: ClientConnection, service: str
) -> None:
    upload(service, "The warranty lasts two years.")

    *tokens, final = ask(socket, message="How long is the warranty?")

    assert [token["text"] for token in tokens] == ["The ", "warranty ", "lasts ", "two ", "years."]
    assert final["message"] == "How long is the warranty?"
    assert final["answer"] == "The warranty lasts two years."
    assert final["citations"][0]["filename"] == "facts.txt"


def test_a_conversation_goes_on_within_and_across_connections(
    socket: ClientConnection, service: str
) -> None:
    upload(service, "The warranty lasts two years.")
    session_id = ask(socket, message="Is there a warranty?")[-1]["session_id"]

    with connect(url(service), proxy=None) as other:
        for connection in (socket, other):
            final = ask(connection, message="And for how long?", session_id=session_id)[-1]
            assert final["answer"] == "The warranty lasts two years."


@pytest.mark.parametrize("frame", ["{", "null", "", '{"message": 1}', b"\xff\x00", "x" * 10_000])
def test_bad_messages_get_an_error_and_the_connection_lives(
    socket: ClientConnection, frame: str | bytes
) -> None:
    socket.send(frame)
    assert json.loads(socket.recv(timeout=60))["type"] == "error"

    assert ask(socket, message="Still there?")[-1]["type"] == "final"


def test_an_oversized_message_closes_this_connection_only(
    socket: ClientConnection, service: str
) -> None:
    socket.send("x" * 100_000)
    with pytest.raises(ConnectionClosedError) as closed:
        socket.recv(timeout=60)

    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009
    with connect(url(service), proxy=None) as other:
        assert ask(other, message="Still there?")[-1]["type"] == "final"


def test_clients_that_leave_early_do_no_harm(socket: ClientConnection, service: str) -> None:
    upload(service, " ".join(["Warranty"] * 90) + ".")
    for _ in range(5):
        with connect(url(service), proxy=None) as hasty:
            hasty.send(json.dumps({"message": "warranty"}))

    assert ask(socket, message="warranty")[-1]["type"] == "final"


def test_twenty_clients_at_once_get_their_own_answers(service: str, empty_stores: None) -> None:
    upload(service, "\n\n".join(f"Item{n} weighs {n} grams." for n in range(20)))

    def weigh(number: int) -> str:
        with connect(url(service), proxy=None) as own:
            return str(ask(own, message=f"item{number}?")[-1]["citations"][0]["quote"])

    with ThreadPoolExecutor(20) as pool:
        quotes = list(pool.map(weigh, range(20)))

    assert quotes == [f"Item{n} weighs {n} grams." for n in range(20)]


def test_answers_are_measured(socket: ClientConnection, service: str) -> None:
    line = 'request_count_total{method="WEBSOCKET",route="/api/v1/ws/chat",status="422"}'
    before = metric(service, line)

    socket.send("{")
    socket.recv(timeout=60)

    assert metric(service, line) == before + 1


def test_the_latency_fault_delays_the_first_token(
    database_url: str, redis_url: str, empty_stores: None
) -> None:
    with running_service(
        DATABASE_URL=database_url, REDIS_URL=redis_url, FAULTS="latency=1"
    ) as address:
        with connect(url(address), proxy=None) as slow:
            start = time.monotonic()
            ask(slow, message="Hello?")

            assert time.monotonic() - start >= 1


def test_a_lost_database_is_an_error_message_and_a_close(redis_url: str) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/db"
    with running_service(DATABASE_URL=nowhere, REDIS_URL=redis_url) as address:
        with connect(url(address), proxy=None) as broken:
            error = ask(broken, message="Hello?")[-1]
            with pytest.raises(ConnectionClosedError) as closed:
                broken.recv(timeout=60)

    assert error == {"type": "error", "detail": "internal error, please try again"}
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1011


def upload(address: str, text: str) -> None:
    response = httpx.post(
        f"http://{address}/api/v1/upload",
        files={"file": ("facts.txt", text)},
        trust_env=False,
        timeout=60,
    )
    response.raise_for_status()


def metric(address: str, series: str) -> float:
    text = httpx.get(f"http://{address}/metrics", trust_env=False, timeout=60).text
    found = [line for line in text.splitlines() if line.startswith(series)]
    return float(found[0].rsplit(" ")[-1]) if found else 0.0
