"""From file to text to chunks."""

import pytest

from roneira.documents.chunks import CHUNK_CHARACTERS, split_chunks, split_sentences
from roneira.documents.extract import (
    UnreadableDocument,
    UnsupportedType,
    document_type,
    extract_text,
)
from tests.pdf import make_pdf


@pytest.mark.parametrize(
    ("filename", "expected"), [("a.txt", "txt"), ("READ.ME.MD", "md"), ("a.b.Pdf", "pdf")]
)
def test_the_suffix_tells_the_type(filename: str, expected: str) -> None:
    assert document_type(filename, pdf_allowed=True) == expected


@pytest.mark.parametrize("filename", ["a.exe", "noSuffix", "txt", ".txt", ""])
def test_other_types_are_refused(filename: str) -> None:
    with pytest.raises(UnsupportedType, match=r"is not one of \.txt, \.md, \.pdf"):
        document_type(filename, pdf_allowed=True)


def test_pdf_is_refused_while_its_flag_is_off() -> None:
    with pytest.raises(UnsupportedType, match="flag pdf-upload"):
        document_type("a.pdf", pdf_allowed=False)


def test_text_loses_byte_order_mark_and_nul() -> None:
    assert extract_text("\ufeffGr\x00üße\n".encode(), "txt") == "Grüße"


def test_the_text_of_a_pdf_is_extracted() -> None:
    assert extract_text(make_pdf("Hello from page one"), "pdf") == "Hello from page one"


@pytest.mark.parametrize(
    ("data", "type_", "reason"),
    [
        (b"", "txt", "the file is empty"),
        (b" \n\t\x00", "md", "the file holds no text"),
        (b"\xff\xfe\x00", "txt", "not UTF-8 text: byte 0 is invalid"),
        (b"not a pdf", "pdf", "not a readable PDF"),
        (make_pdf("cut")[:60], "pdf", "not a readable PDF"),
        (make_pdf(""), "pdf", "the file holds no text"),
    ],
)
def test_files_without_text_are_refused_with_the_reason(
    data: bytes, type_: str, reason: str
) -> None:
    with pytest.raises(UnreadableDocument, match=reason):
        extract_text(data, type_)


def test_paragraphs_become_chunks() -> None:
    assert split_chunks("One.\nStill one.\n\n\n Two. \n \nThree.") == [
        "One. Still one.",
        "Two.",
        "Three.",
    ]


def test_long_paragraphs_are_cut_between_sentences() -> None:
    sentence = f"{'Word ' * 59}end."

    chunks = split_chunks(" ".join([sentence] * 5))

    assert chunks == [f"{sentence} {sentence}", f"{sentence} {sentence}", sentence]


def test_endless_sentences_are_cut_hard_and_lose_nothing() -> None:
    chunks = split_chunks("x" * 2000)

    assert [len(chunk) for chunk in chunks] == [CHUNK_CHARACTERS, CHUNK_CHARACTERS, 400]


def test_sentences_end_where_a_new_one_begins() -> None:
    assert split_sentences("It costs 3.50 euros, e.g. today. Really? Yes!") == [
        "It costs 3.50 euros, e.g. today.",
        "Really?",
        "Yes!",
    ]
    assert split_sentences(" \n ") == []
