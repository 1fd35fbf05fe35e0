"""Owns the price of a parcel."""

LETTER_GRAMS = 500
MAX_GRAMS = 30_000
CENTS_PER_KILOGRAM = 150


class TooHeavy(ValueError):
    """The parcel weighs more than the post takes."""


def price_in_cents(grams: int) -> int:
    if grams <= 0:
        raise ValueError("a parcel weighs more than nothing")
    if grams > MAX_GRAMS:
        raise TooHeavy(f"{grams} g is more than {MAX_GRAMS} g")
    if grams <= LETTER_GRAMS:
        return 120
    kilograms = -(-grams // 1000)
    return 400 + kilograms * CENTS_PER_KILOGRAM
