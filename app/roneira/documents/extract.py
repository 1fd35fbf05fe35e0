"""From an uploaded file to plain text."""

from io import BytesIO
from pathlib import PurePath

from pypdf import PdfReader
from pypdf.errors import PyPdfError

SUPPORTED_TYPES = {".txt": "txt", ".md": "md", ".pdf": "pdf"}


class UnsupportedType(Exception):
    """The file is of a type that is not served."""


class UnreadableDocument(Exception):
    """The type is right, but there is no text to be had from the file."""


def document_type(filename: str, *, pdf_allowed: bool) -> str:
    suffix = PurePath(filename).suffix.lower()
    found = SUPPORTED_TYPES.get(suffix)
    if found is None:
        raise UnsupportedType(
            f"{suffix or 'no suffix'!r} is not one of {', '.join(SUPPORTED_TYPES)}"
        )
    if found == "pdf" and not pdf_allowed:
        raise UnsupportedType("PDF upload is switched off (flag pdf-upload)")
    return found


def extract_text(data: bytes, type_: str) -> str:
    """The document's text; raises UnreadableDocument if it has none."""
    if not data:
        raise UnreadableDocument("the file is empty")
    text = _pdf_text(data) if type_ == "pdf" else _plain_text(data)
    # Postgres cannot store NUL, and no text needs it.
    text = text.replace("\x00", "").strip()
    if not text:
        raise UnreadableDocument("the file holds no text")
    return text


def _plain_text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"not UTF-8 text: byte {error.start} is invalid") from error


def _pdf_text(data: bytes) -> str:
    try:
        reader = PdfReader(BytesIO(data))
        return "\n\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        # Broken files reach pypdf's internals in many ways; all mean the same to the user.
        raise UnreadableDocument(f"not a readable PDF: {type(error).__name__}") from error
