"""Feature flags: the file decides, and safe defaults where it does not."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from roneira.flags import SAFE_DEFAULTS, Flags
from roneira.settings import FLAGS_FILE


def write_flags(file: Path, **variants: str) -> Path:
    flags = {
        name.replace("_", "-"): {
            "state": "ENABLED",
            "variants": {"on": True, "off": False},
            "defaultVariant": variant,
        }
        for name, variant in variants.items()
    }
    file.write_text(json.dumps({"flags": flags}))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "flags.json"


def test_the_shipped_file_knows_every_flag_of_the_code() -> None:
    assert set(json.loads(FLAGS_FILE.read_text())["flags"]) == set(SAFE_DEFAULTS)


def test_the_file_overrules_the_defaults(file: Path) -> None:
    write_flags(file, chat_citations="off", pdf_upload="on")

    with closing(Flags(file)) as flags:
        assert not flags.is_on("chat-citations")
        assert flags.is_on("pdf-upload")


def test_a_flag_missing_from_the_file_has_its_safe_default(file: Path) -> None:
    write_flags(file, chat_citations="off")

    with closing(Flags(file)) as flags:
        assert not flags.is_on("pdf-upload")


@pytest.mark.parametrize("content", [None, "{", '{"flags": 1}'])
def test_an_unusable_file_leaves_the_safe_defaults(file: Path, content: str | None) -> None:
    if content is not None:
        file.write_text(content)

    with closing(Flags(file)) as flags:
        assert {flag: flags.is_on(flag) for flag in SAFE_DEFAULTS} == SAFE_DEFAULTS


def test_a_changed_file_holds_without_a_restart(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roneira.flags.RELOAD_MILLISECONDS", 20)
    write_flags(file, pdf_upload="on")

    with closing(Flags(file)) as flags:
        assert flags.is_on("pdf-upload")
        write_flags(file, pdf_upload="off")
        os.utime(file, (time.time() + 10, time.time() + 10))
        deadline = time.monotonic() + 60
        while flags.is_on("pdf-upload") and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not flags.is_on("pdf-upload")
