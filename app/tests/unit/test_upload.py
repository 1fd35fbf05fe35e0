"""POST /api/v1/upload: what is taken, and what is refused with which status."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.pdf import make_pdf
from tests.unit.conftest import StartApp
from tests.unit.test_flags import write_flags

UPLOAD = "/api/v1/upload"


@pytest.mark.parametrize(
    ("filename", "data"),
    [("a.txt", b"Some text."), ("a.md", b"# Title\n\nText."), ("a.pdf", make_pdf("Some text."))],
)
def test_every_served_type_is_stored(client: TestClient, filename: str, data: bytes) -> None:
    response = client.post(UPLOAD, files={"file": (filename, data)})

    assert response.status_code == 200
    assert (response.json()["filename"], response.json()["created"]) == (filename, True)
    assert f'document_processed_total{{type="{filename[2:]}"}} 1.0' in client.get("/metrics").text


def test_the_same_text_again_answers_with_the_known_document(client: TestClient) -> None:
    first = client.post(UPLOAD, files={"file": ("a.txt", b"Same.")}).json()
    second = client.post(UPLOAD, files={"file": ("b.txt", b"Same.")}).json()

    assert (second["id"], second["created"]) == (first["id"], False)


def test_only_the_name_of_a_path_is_kept(client: TestClient) -> None:
    response = client.post(UPLOAD, files={"file": ("../../etc/passwd.txt", b"Text.")})

    assert response.json()["filename"] == "passwd.txt"


@pytest.mark.parametrize(
    ("filename", "data", "status", "detail"),
    [
        ("a.exe", b"MZ", 415, "'.exe' is not one of .txt, .md, .pdf"),
        ("a.txt", b"", 422, "the file is empty"),
        ("a.txt", b"\xff\xff", 422, "not UTF-8 text: byte 0 is invalid"),
        ("a.txt", b"x" * 1001, 413, "the file is larger than 1000 bytes"),
        ("a.pdf", b"%PDF-broken", 422, "not a readable PDF"),
    ],
)
def test_what_cannot_be_served_is_refused(
    client: TestClient, filename: str, data: bytes, status: int, detail: str
) -> None:
    response = client.post(UPLOAD, files={"file": (filename, data)})

    assert (response.status_code, detail in response.json()["detail"]) == (status, True)


def test_a_file_of_exactly_the_limit_is_taken(client: TestClient) -> None:
    assert client.post(UPLOAD, files={"file": ("a.txt", b"x" * 1000)}).status_code == 200


def test_a_huge_body_is_refused_before_it_is_stored(client: TestClient) -> None:
    response = client.post(UPLOAD, files={"file": ("a.exe", b"x" * 200_000)})

    # Not 415: the name of the file has not even been looked at.
    assert response.status_code == 413


def test_a_form_without_file_is_refused(client: TestClient) -> None:
    assert client.post(UPLOAD, data={"file": "no file"}).status_code == 422
    assert client.post(UPLOAD).status_code == 422


def test_pdf_upload_can_be_switched_off(start_app: StartApp, tmp_path: Path) -> None:
    client = start_app(flags_file=write_flags(tmp_path / "flags.json", pdf_upload="off"))

    assert client.post(UPLOAD, files={"file": ("a.pdf", make_pdf("x"))}).status_code == 415


def test_upload_can_be_broken(start_app: StartApp) -> None:
    response = start_app(faults="upload-broken").post(UPLOAD, files={"file": ("a.txt", b"x")})

    assert response.status_code == 500
