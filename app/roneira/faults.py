"""Faults that can be switched on by `FAULTS`, so that bad releases can be rehearsed."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

WRONG_VERSION = "0.0.0-wrong"
WRONG_DIGEST = "sha256:" + "0" * 64


@dataclass(frozen=True)
class Faults:
    error_rate: Fraction = Fraction(0)
    latency_seconds: float = 0.0
    not_ready: bool = False
    wrong_version: bool = False
    upload_broken: bool = False

    async def delay(self) -> None:
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds)


class ErrorInjector:
    """Fails exactly `rate` of the requests, evenly spread: 1/4 fails every fourth one.

    Counted rather than random, so that a rehearsal ends the same way every time.
    """

    def __init__(self, rate: Fraction) -> None:
        self._rate = rate
        self._requests = count(1)

    def should_fail(self) -> bool:
        request = next(self._requests)
        return math.floor(request * self._rate) > math.floor((request - 1) * self._rate)


def parse_faults(text: str) -> Faults:
    """Reads a list such as `error-rate=0.5,not-ready`; raises ValueError with one clear line."""
    switched_on: dict[str, Any] = {}
    for entry in filter(None, map(str.strip, text.split(","))):
        name, separator, value = entry.partition("=")
        if name in _SWITCHES and separator:
            raise ValueError(f"fault {name!r} takes no value, got {value!r}")
        if name in _SWITCHES:
            switched_on[_SWITCHES[name]] = True
        elif name in _AMOUNTS:
            field, parse = _AMOUNTS[name]
            switched_on[field] = parse(value)
        else:
            known = ", ".join([*_AMOUNTS, *_SWITCHES])
            raise ValueError(f"unknown fault {name!r}; known faults: {known}")
    return Faults(**switched_on)


def _parse_rate(value: str) -> Fraction:
    problem = (
        f"fault 'error-rate' needs a number above 0, at most 1 (error-rate=0.5), got {value!r}"
    )
    try:
        rate = Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(problem) from None
    if not 0 < rate <= 1:
        raise ValueError(problem)
    return rate


def _parse_seconds(value: str) -> float:
    problem = f"fault 'latency' needs seconds above 0 (latency=4), got {value!r}"
    try:
        seconds = float(value)
    except ValueError:
        raise ValueError(problem) from None
    if not 0 < seconds < math.inf:
        raise ValueError(problem)
    return seconds


# By name: the field of Faults, and for amounts how to read them.
_SWITCHES = {
    "not-ready": "not_ready",
    "wrong-version": "wrong_version",
    "upload-broken": "upload_broken",
}
_AMOUNTS: dict[str, tuple[str, Callable[[str], Fraction | float]]] = {
    "error-rate": ("error_rate", _parse_rate),
    "latency": ("latency_seconds", _parse_seconds),
}
