"""Answers questions over a WebSocket, word by word, then once more whole, with its sources.

The client sends what POST /api/v1/chat takes. The server answers with messages of `type`
`token` (text), `final` (message, session_id, answer, citations) or `error` (detail).
"""

import re
import time
from typing import Any

import structlog
from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from roneira.api.chat import ChatRequest, ChatResponse
from roneira.api.dependencies import CurrentMetrics, CurrentServices
from roneira.chat.sessions import UnknownSession
from roneira.metrics import Metrics
from roneira.services import Services

PATH = "/api/v1/ws/chat"
INTERNAL_ERROR = 1011

_TOKEN = re.compile(r"\S+\s*")

router = APIRouter()
log = structlog.get_logger(__name__)


@router.websocket(PATH)
async def chat(socket: WebSocket, services: CurrentServices, metrics: CurrentMetrics) -> None:
    await socket.accept()
    try:
        while True:
            await _serve_question(socket, await _receive(socket), services, metrics)
    except WebSocketDisconnect:
        return


async def _serve_question(
    socket: WebSocket, text: str, services: Services, metrics: Metrics
) -> None:
    start = time.perf_counter()
    status = 500
    try:
        status = await _answer(socket, text, services)
    except WebSocketDisconnect:
        # Not a failure of the service: the client left before the answer was complete.
        status = 499
        raise
    except Exception:
        log.exception("answer failed")
        await _send_error(socket, "internal error, please try again")
        await socket.close(INTERNAL_ERROR)
        raise WebSocketDisconnect(INTERNAL_ERROR) from None
    finally:
        metrics.observe_request("WEBSOCKET", PATH, status, time.perf_counter() - start)


async def _answer(socket: WebSocket, text: str, services: Services) -> int:
    """Sends answer or error; returns the status that HTTP would have answered with."""
    try:
        request = ChatRequest.model_validate_json(text)
    except ValidationError as error:
        await _send_error(socket, _describe(error))
        return 422
    try:
        reply = await services.conversation.ask(request.message, request.session_id)
    except UnknownSession as error:
        await _send_error(socket, str(error))
        return 404
    for token in _TOKEN.findall(reply.answer.text):
        await socket.send_json({"type": "token", "text": token})
    final = ChatResponse.of(reply).model_dump(mode="json")
    await socket.send_json({"type": "final", "message": request.message, **final})
    return 200


async def _receive(socket: WebSocket) -> str:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    # A binary frame is as good as a text frame if it holds JSON; validation says if not.
    text: str | None = message.get("text")
    binary: bytes = message.get("bytes") or b""
    return binary.decode(errors="replace") if text is None else text


async def _send_error(socket: WebSocket, detail: str) -> None:
    await socket.send_json({"type": "error", "detail": detail})


def _describe(error: ValidationError) -> str:
    problems: list[Any] = error.errors(include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'message'}: {problem['msg']}"
        for problem in problems
    )
