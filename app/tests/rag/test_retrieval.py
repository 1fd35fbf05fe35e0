"""Retrieval quality: questions in plain words find the right sentence of the right document."""

import pytest

from roneira.chat.answers import Answer, compose_answer
from roneira.documents.store import PostgresDocumentStore

CORPUS = {
    "warranty.md": (
        "# Warranty\n\nEvery device carries a warranty of 24 months from the day of purchase. "
        "Batteries are covered for 12 months only.\n\n"
        "Damage caused by water voids the warranty."
    ),
    "returns.txt": (
        "Goods may be returned within 14 days of delivery. The refund is paid within a week. "
        "Return shipping is free inside the European Union."
    ),
    "security.txt": (
        "Passwords are stored as salted hashes. Two-factor authentication is required for "
        "administrators. Sessions expire after one hour of inactivity."
    ),
    "leave.md": (
        "Employees receive 28 days of paid vacation per year. Unused vacation expires at the "
        "end of March. Sick leave needs a doctor's certificate after the third day."
    ),
}


@pytest.fixture
async def corpus(documents: PostgresDocumentStore) -> PostgresDocumentStore:
    for filename, text in CORPUS.items():
        await documents.add(filename, filename.rsplit(".")[-1], text)
    return documents


async def ask(documents: PostgresDocumentStore, question: str) -> Answer:
    return compose_answer(question, await documents.search(question))


@pytest.mark.parametrize(
    ("question", "filename", "fact"),
    [
        ("How long is the warranty of a device?", "warranty.md", "24 months"),
        ("For how many months are batteries covered?", "warranty.md", "12 months"),
        ("Does water damage void the warranty?", "warranty.md", "voids"),
        ("Within how many days can goods be returned?", "returns.txt", "14 days"),
        ("When is a refund paid?", "returns.txt", "within a week"),
        ("How are passwords stored?", "security.txt", "salted hashes"),
        ("Who needs two-factor authentication?", "security.txt", "administrators"),
        ("How many vacation days do employees get?", "leave.md", "28 days"),
        ("When does unused vacation expire?", "leave.md", "end of March"),
        ("Is a doctor's certificate needed for sick leave?", "leave.md", "third day"),
    ],
)
async def test_the_best_citation_holds_the_answer(
    corpus: PostgresDocumentStore, question: str, filename: str, fact: str
) -> None:
    best = (await ask(corpus, question)).citations[0]

    assert (best.filename, fact in best.quote) == (filename, True), best


async def test_every_sentence_of_an_answer_is_a_literal_quote(
    corpus: PostgresDocumentStore,
) -> None:
    answer = await ask(corpus, "What is said about vacation and warranty?")

    assert answer.citations
    for citation in answer.citations:
        assert citation.quote in " ".join(CORPUS[citation.filename].split())


async def test_a_question_about_something_else_is_not_answered(
    corpus: PostgresDocumentStore,
) -> None:
    assert (await ask(corpus, "How deep is the Mariana Trench?")).citations == ()


async def test_an_answer_is_found_in_the_middle_of_a_long_document(
    documents: PostgresDocumentStore,
) -> None:
    filler = "\n\n".join(f"Section {n} repeats general terms of business." for n in range(300))
    await documents.add("long.txt", "txt", f"{filler}\n\nThe password is xyzzy.\n\n{filler}.")

    best = (await ask(documents, "What is the password?")).citations[0]

    assert best.quote == "The password is xyzzy."
    assert best.chunk > 100
