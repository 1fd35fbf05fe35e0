"""Takes documents in: txt, md and pdf, stored and indexed for search."""

import asyncio
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, HTTPException, UploadFile
from pydantic import BaseModel

from roneira.api.dependencies import CurrentMetrics, CurrentServices, CurrentSettings, ErrorFault
from roneira.documents.extract import (
    UnreadableDocument,
    UnsupportedType,
    document_type,
    extract_text,
)
from roneira.services import Services

router = APIRouter()


class UploadResult(BaseModel):
    id: UUID
    filename: str
    chunks: int
    created: bool


@router.post("/api/v1/upload", dependencies=[ErrorFault])
async def upload(
    file: Annotated[UploadFile, File()],
    settings: CurrentSettings,
    services: CurrentServices,
    metrics: CurrentMetrics,
) -> UploadResult:
    """Stores and indexes one file. The same text again answers with the known document."""
    if settings.active_faults.upload_broken:
        raise HTTPException(500, "injected fault: upload-broken")
    filename = PurePath(file.filename or "").name[:255]
    type_, text = await _read(file, filename, settings.max_upload_bytes, services)
    stored = await services.documents.add(filename, type_, text)
    metrics.observe_document(type_)
    return UploadResult(
        id=stored.id, filename=filename, chunks=stored.chunks, created=stored.created
    )


async def _read(
    file: UploadFile, filename: str, max_bytes: int, services: Services
) -> tuple[str, str]:
    try:
        type_ = document_type(filename, pdf_allowed=services.flags.is_on("pdf-upload"))
        # One byte more than allowed is enough to know.
        data = await file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise HTTPException(413, f"the file is larger than {max_bytes} bytes")
        # In a thread: a large PDF takes seconds, and other requests must not wait for it.
        return type_, await asyncio.to_thread(extract_text, data, type_)
    except UnsupportedType as error:
        raise HTTPException(415, str(error)) from error
    except UnreadableDocument as error:
        raise HTTPException(422, str(error)) from error
