"""Settings: what the environment may say, and how it is told what is wrong."""

import pytest
from pydantic import ValidationError

from roneira import __version__
from roneira.settings import Settings, explain, sqlalchemy_url
from tests.unit.conftest import make_settings


def test_defaults() -> None:
    settings = make_settings()

    assert (settings.port, settings.app_version) == (8000, __version__)
    assert (settings.image_digest, settings.git_sha) == ("unknown", "unknown")


def test_the_environment_is_read_and_empty_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/db")
    monkeypatch.setenv("REDIS_URL", "redis://localhost")
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("APP_VERSION", "")

    settings = Settings()

    assert (settings.port, settings.app_version) == (9000, __version__)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgres_gets_the_driver(scheme: str) -> None:
    url = sqlalchemy_url(f"{scheme}://user:p%40ss@host:5432/db")

    assert url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://user:p%40ss@host:5432/db"
    )


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"faults": "slow"}, "FAULTS: unknown fault 'slow'; known faults: error-rate, latency"),
        ({"port": "0"}, "PORT: Input should be greater than or equal to 1"),
        ({"database_url": "mysql://u:hunter2@h/db"}, "DATABASE_URL: not a Postgres URL; use"),
        ({"database_url": "hunter2"}, "DATABASE_URL: not a URL; use postgresql://"),
        ({"redis_url": "hunter2"}, "REDIS_URL: "),
        ({"log_level": "LOUD"}, "LOG_LEVEL: Input should be 'DEBUG', 'INFO'"),
        ({"max_upload_bytes": "0"}, "MAX_UPLOAD_BYTES: Input should be greater than 0"),
    ],
)
def test_a_bad_value_is_explained_in_one_line_without_secrets(
    change: dict[str, str], line: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        make_settings(**change)

    explanation = explain(caught.value)
    assert explanation.startswith(line)
    assert "\n" not in explanation
    assert "hunter2" not in explanation


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        Settings()

    assert explain(caught.value) == "DATABASE_URL: Field required; REDIS_URL: Field required"
