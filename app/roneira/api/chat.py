"""Answers questions over HTTP, and defines the question and answer of both transports."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, StringConstraints

from roneira.api.dependencies import CurrentServices, ErrorFault
from roneira.chat.conversation import Reply
from roneira.chat.sessions import UnknownSession

router = APIRouter()


class ChatRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    session_id: UUID | None = None


class ChatCitation(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    document_id: UUID
    filename: str
    chunk: int
    quote: str


class ChatResponse(BaseModel):
    session_id: UUID
    answer: str
    citations: list[ChatCitation]

    @classmethod
    def of(cls, reply: Reply) -> "ChatResponse":
        return cls(
            session_id=reply.session_id,
            answer=reply.answer.text,
            citations=[ChatCitation.model_validate(found) for found in reply.answer.citations],
        )


@router.post("/api/v1/chat", dependencies=[ErrorFault])
async def chat(request: ChatRequest, services: CurrentServices) -> ChatResponse:
    """Answers out of the uploaded documents, each sentence with its source."""
    try:
        reply = await services.conversation.ask(request.message, request.session_id)
    except UnknownSession as error:
        raise HTTPException(404, str(error)) from error
    return ChatResponse.of(reply)
