"""Shows what parcels cost."""

import pytest

from postage.rates import TooHeavy, price_in_cents


@pytest.mark.parametrize(
    ("grams", "cents"),
    [(1, 120), (500, 120), (501, 550), (1000, 550), (1001, 700), (30_000, 4900)],
)
def test_price_grows_with_each_kilogram_begun(grams: int, cents: int) -> None:
    assert price_in_cents(grams) == cents


def test_nothing_cannot_be_sent() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        price_in_cents(0)


def test_too_heavy_is_refused() -> None:
    with pytest.raises(TooHeavy):
        price_in_cents(30_001)
