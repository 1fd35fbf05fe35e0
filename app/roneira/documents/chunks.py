"""Cuts a text into chunks small enough to be cited and large enough to hold an answer."""

import re

CHUNK_CHARACTERS = 800

_PARAGRAPH_END = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(])")


def split_chunks(text: str) -> list[str]:
    """Whole paragraphs where they fit, else whole sentences, else a hard cut."""
    chunks: list[str] = []
    for paragraph in _PARAGRAPH_END.split(text):
        pieces = [piece for sentence in split_sentences(paragraph) for piece in _hard_cut(sentence)]
        current = ""
        for piece in pieces:
            if current and len(current) + 1 + len(piece) > CHUNK_CHARACTERS:
                chunks.append(current)
                current = piece
            else:
                current = f"{current} {piece}".strip()
        if current:
            chunks.append(current)
    return chunks


def split_sentences(text: str) -> list[str]:
    flat = " ".join(text.split())
    return _SENTENCE_END.split(flat) if flat else []


def _hard_cut(sentence: str) -> list[str]:
    return [
        sentence[start : start + CHUNK_CHARACTERS]
        for start in range(0, len(sentence), CHUNK_CHARACTERS)
    ]
