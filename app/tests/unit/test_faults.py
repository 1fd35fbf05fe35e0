"""Faults: read from text, exact in their effect."""

from fractions import Fraction

import pytest

from roneira.faults import ErrorInjector, Faults, parse_faults


def test_no_text_means_no_faults() -> None:
    assert parse_faults("") == parse_faults(" , ") == Faults()


def test_every_fault_can_be_switched_on() -> None:
    faults = parse_faults("error-rate=0.25, latency=4,not-ready,wrong-version,upload-broken")

    assert faults == Faults(
        error_rate=Fraction(1, 4),
        latency_seconds=4.0,
        not_ready=True,
        wrong_version=True,
        upload_broken=True,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slow", "unknown fault 'slow'; known faults: error-rate, latency, not-ready"),
        ("Not-Ready", "unknown fault 'Not-Ready'"),
        ("not-ready=1", "'not-ready' takes no value, got '1'"),
        ("not-ready=", "'not-ready' takes no value, got ''"),
        ("error-rate", "needs a number above 0, at most 1 (error-rate=0.5), got ''"),
        ("error-rate=0", "got '0'"),
        ("error-rate=1.01", "got '1.01'"),
        ("error-rate=half", "got 'half'"),
        ("error-rate=1/0", "got '1/0'"),
        ("latency=-1", "needs seconds above 0 (latency=4), got '-1'"),
        ("latency=inf", "got 'inf'"),
        ("latency=nan", "got 'nan'"),
        ("latency=4s", "got '4s'"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_faults(text)

    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("rate", "failing_of_20"),
    [("0", 0), ("0.05", 1), ("0.1", 2), ("0.5", 10), ("0.9", 18), ("1", 20)],
)
def test_exactly_the_share_of_requests_fails(rate: str, failing_of_20: int) -> None:
    injector = ErrorInjector(Fraction(rate))

    assert sum(injector.should_fail() for _ in range(20)) == failing_of_20


def test_failures_are_evenly_spread() -> None:
    injector = ErrorInjector(Fraction("0.25"))

    assert [injector.should_fail() for _ in range(8)] == [False, False, False, True] * 2


async def test_without_latency_there_is_no_delay() -> None:
    await Faults().delay()


async def test_latency_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("roneira.faults.asyncio.sleep", sleep)

    await Faults(latency_seconds=4.0).delay()

    assert slept == [4.0]
