"""Extractive answers: literal, relevant, with their sources."""

from uuid import uuid4

from roneira.chat.answers import NOTHING_FOUND, compose_answer
from roneira.documents.store import Passage


def passage(content: str, filename: str = "a.txt", position: int = 0) -> Passage:
    return Passage(uuid4(), filename, position, content)


def test_without_passages_the_answer_says_so() -> None:
    answer = compose_answer("What is the warranty?", [])

    assert (answer.text, answer.citations) == (NOTHING_FOUND, ())


def test_passages_that_share_no_word_are_no_answer() -> None:
    assert compose_answer("Where are penguins?", [passage("The sky is blue.")]).citations == ()


def test_stop_words_alone_are_no_question() -> None:
    assert compose_answer("What is it about?", [passage("It is about what.")]).citations == ()


def test_the_best_sentence_comes_first_and_is_cited() -> None:
    source = passage("Devices are blue. The warranty of devices lasts two years.", "w.md", 7)

    answer = compose_answer("How long does the warranty last for devices?", [source])

    best = answer.citations[0]
    assert answer.text == best.quote == "The warranty of devices lasts two years."
    assert (best.document_id, best.filename, best.chunk) == (source.document_id, "w.md", 7)


def test_word_endings_do_not_matter() -> None:
    assert compose_answer("invoices", [passage("We invoiced them.")]).citations


def test_at_most_three_sentences_are_quoted_in_the_order_of_the_ranking() -> None:
    passages = [passage(f"Fact {n} about cats.", f"{n}.txt") for n in range(5)]

    answer = compose_answer("cats", passages)

    assert [citation.filename for citation in answer.citations] == ["0.txt", "1.txt", "2.txt"]
    assert answer.text == "Fact 0 about cats. Fact 1 about cats. Fact 2 about cats."
