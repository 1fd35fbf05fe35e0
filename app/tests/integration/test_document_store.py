"""Documents in a real Postgres."""

import asyncio

import psycopg

from roneira.documents.store import MAX_PASSAGES, PostgresDocumentStore


async def test_what_was_added_is_found_by_any_of_its_words(
    documents: PostgresDocumentStore,
) -> None:
    stored = await documents.add("a.txt", "txt", "The invoice is due in thirty days.")

    passages = await documents.search("When are invoices paid?")

    assert [(found.document_id, found.filename) for found in passages] == [(stored.id, "a.txt")]


async def test_unrelated_questions_find_nothing(documents: PostgresDocumentStore) -> None:
    await documents.add("a.txt", "txt", "The invoice is due in thirty days.")

    assert await documents.search("penguins") == []
    assert await documents.search("the of and") == []
    assert await documents.search("!!! & | ' \\") == []


async def test_the_passage_with_more_of_the_words_comes_first(
    documents: PostgresDocumentStore,
) -> None:
    for number in range(8):
        await documents.add(f"{number}.txt", "txt", f"Warranty: see volume {number}.")
    await documents.add("best.txt", "txt", "The warranty lasts twenty-four months.")

    passages = await documents.search("How many months does the warranty last?")

    assert passages[0].filename == "best.txt"
    assert len(passages) == MAX_PASSAGES


async def test_an_equal_text_is_stored_once(documents: PostgresDocumentStore) -> None:
    first = await documents.add("a.txt", "txt", "The same text.")
    second = await documents.add("b.txt", "txt", "The same text.")

    assert first.created and not second.created
    assert (second.id, second.chunks) == (first.id, 1)


async def test_equal_texts_added_at_the_same_moment_are_stored_once(
    documents: PostgresDocumentStore, postgres: psycopg.Connection
) -> None:
    stored = await asyncio.gather(*(documents.add("a.txt", "txt", "Raced.") for _ in range(5)))

    assert sorted(one.created for one in stored) == [False] * 4 + [True]
    assert postgres.execute("SELECT count(*) FROM chunks").fetchone() == (1,)


async def test_the_search_uses_the_index(
    documents: PostgresDocumentStore, postgres: psycopg.Connection
) -> None:
    await documents.add("a.txt", "txt", "The invoice is due.")

    postgres.execute("SET enable_seqscan = off")
    plan = postgres.execute(
        "EXPLAIN SELECT 1 FROM chunks WHERE search @@ plainto_tsquery('english', 'invoice')"
    ).fetchall()
    postgres.execute("RESET enable_seqscan")

    assert "ix_chunks_search" in str(plan)
