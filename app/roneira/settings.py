"""What the environment says: every variable the service reads, typed and checked."""

from pathlib import Path
from typing import Literal

from pydantic import Field, RedisDsn, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from roneira import __version__
from roneira.faults import Faults, parse_faults

FLAGS_FILE = Path(__file__).parent.parent / "flags.json"


class Settings(BaseSettings):
    # A platform may hand over an empty variable where it means "not set".
    model_config = SettingsConfigDict(env_ignore_empty=True, frozen=True)

    database_url: str
    redis_url: RedisDsn
    port: int = Field(default=8000, ge=1, le=65535)
    app_version: str = __version__
    image_digest: str = "unknown"
    git_sha: str = "unknown"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_upload_bytes: int = Field(default=5 * 1024 * 1024, gt=0)
    flags_file: Path = FLAGS_FILE
    faults: str = ""

    @field_validator("database_url")
    @classmethod
    def _database_is_postgres(cls, value: str) -> str:
        sqlalchemy_url(value)
        return value

    @field_validator("faults")
    @classmethod
    def _faults_are_known(cls, value: str) -> str:
        parse_faults(value)
        return value

    @property
    def sqlalchemy_url(self) -> URL:
        return sqlalchemy_url(self.database_url)

    @property
    def active_faults(self) -> Faults:
        return parse_faults(self.faults)


def sqlalchemy_url(database_url: str) -> URL:
    """Platforms hand out `postgres://` or `postgresql://`; SQLAlchemy also wants the driver."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        # The original message may quote the URL, and with it the password.
        raise ValueError("not a URL; use postgresql://user:password@host:5432/db") from None
    if url.drivername.split("+")[0] not in ("postgres", "postgresql"):
        raise ValueError("not a Postgres URL; use postgresql://user:password@host:5432/db")
    return url.set(drivername="postgresql+psycopg")


def explain(error: ValidationError) -> str:
    """One line for the person who set the variables; never shows a value, it may be a secret."""
    problems = (
        f"{'.'.join(map(str, problem['loc'])).upper()}: "
        + problem["msg"].removeprefix("Value error, ")
        for problem in error.errors(include_input=False, include_url=False)
    )
    return "; ".join(problems)
