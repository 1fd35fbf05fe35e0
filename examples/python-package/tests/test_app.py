"""Shows what the HTTP interface answers."""

import pytest

from postage.app import app


@pytest.mark.parametrize(
    ("path", "status", "answer"),
    [
        ("/health", 200, {"status": "ok"}),
        ("/price?grams=500", 200, {"cents": 120}),
        ("/price?grams=30001", 422, {"error": "30001 g is more than 30000 g"}),
        ("/price?grams=0", 400, {"error": "a parcel weighs more than nothing"}),
    ],
)
def test_answers(path: str, status: int, answer: dict[str, object]) -> None:
    response = app.test_client().get(path)
    assert (response.status_code, response.get_json()) == (status, answer)
