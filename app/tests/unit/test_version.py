"""The version is stated twice; both places agree."""

import tomllib
from pathlib import Path

from roneira import __version__

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_package_and_project_state_the_same_version() -> None:
    assert tomllib.loads(PYPROJECT.read_text())["project"]["version"] == __version__
