"""Composes an extractive answer: the sentences that fit the question, with their sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from roneira.documents.chunks import split_sentences
from roneira.documents.store import Passage

NOTHING_FOUND = "I found nothing about that in the uploaded documents."
MAX_SENTENCES = 3
# Words this long are compared by their beginning, so that "invoices" meets "invoiced".
STEM_CHARACTERS = 5

_WORD = re.compile(r"\w+")
_STOP_WORDS = frozenset(
    "a about after all an and any are as at be been before but by can could did do does for from"
    " had has have how i if in into is it its may me must my no not of on or our out shall she"
    " should so than that the their them then there they this to under up was we were what when"
    " where which who whom whose why will with would you your".split()
)


@dataclass(frozen=True)
class Citation:
    document_id: UUID
    filename: str
    chunk: int
    quote: str


@dataclass(frozen=True)
class Answer:
    text: str
    citations: tuple[Citation, ...]


def compose_answer(question: str, passages: Sequence[Passage]) -> Answer:
    """The best sentences of the passages, best first; each one is a literal quote."""
    wanted = terms(question)
    scored = [
        (len(wanted & terms(sentence)), passage, sentence)
        for passage in passages
        for sentence in split_sentences(passage.content)
    ]
    # The sort is stable: among equals, the order of the search ranking stays.
    scored.sort(key=lambda entry: entry[0], reverse=True)
    best = scored[0][0] if scored else 0
    if best == 0:
        return Answer(NOTHING_FOUND, ())
    # A sentence that shares far fewer words with the question would only dilute the answer.
    chosen = [entry for entry in scored if entry[0] * 2 > best][:MAX_SENTENCES]
    citations = tuple(
        Citation(passage.document_id, passage.filename, passage.position, sentence)
        for _, passage, sentence in chosen
    )
    return Answer(" ".join(citation.quote for citation in citations), citations)


def terms(text: str) -> set[str]:
    words = {word.lower() for word in _WORD.findall(text)}
    return {word[:STEM_CHARACTERS] for word in words - _STOP_WORDS}
