"""The migrations on a real, empty Postgres database of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError

from roneira.settings import sqlalchemy_url

APP = Path(__file__).parents[2]
REVISIONS = ["0001", "0002", "0003"]
INSERT = (
    "INSERT INTO documents (id, filename, type, text) VALUES (gen_random_uuid(), 'a', 'txt', %s)"
)


@pytest.fixture
def empty_database(database_url: str, postgres: psycopg.Connection) -> Iterator[str]:
    name = f"roneira_migrations_{uuid4().hex[:8]}"
    postgres.execute(f'CREATE DATABASE "{name}"')
    url = sqlalchemy_url(database_url).set(drivername="postgresql", database=name)
    yield url.render_as_string(hide_password=False)
    postgres.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(empty_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def config(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("DATABASE_URL", empty_database)
    # Without the file: it would set up logging for this whole process.
    config = Config()
    config.set_main_option("script_location", str(APP / "migrations"))
    return config


def tables_and_columns(database: psycopg.Connection) -> set[tuple[object, ...]]:
    query = """
        SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        UNION SELECT tablename, indexname, indexdef, '' FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        """
    return set(database.execute(query).fetchall())


def test_there_is_one_line_of_revisions() -> None:
    script = ScriptDirectory.from_config(Config(str(APP / "alembic.ini")))

    assert [revision.revision for revision in script.walk_revisions()] == REVISIONS[::-1]


def test_every_revision_can_be_undone_and_done_again(
    config: Config, database: psycopg.Connection
) -> None:
    before = tables_and_columns(database)
    for revision in REVISIONS:
        command.upgrade(config, revision)
        after = tables_and_columns(database)
        assert after != before
        command.downgrade(config, "-1")
        assert tables_and_columns(database) == before
        command.upgrade(config, revision)
        before = after


def test_the_tables_are_what_the_code_expects(config: Config) -> None:
    command.upgrade(config, "head")

    command.check(config)


def test_known_documents_get_their_digest_once(
    config: Config, database: psycopg.Connection
) -> None:
    command.upgrade(config, "0002")
    for text in ("Grüße", "twice", "twice"):
        database.execute(INSERT, [text])

    command.upgrade(config, "head")

    rows = database.execute("SELECT text, text_sha256 FROM documents").fetchall()
    digests = {text: sha256(text.encode()).hexdigest() for text in ("Grüße", "twice")}
    assert sorted(rows, key=str) == sorted(
        [("Grüße", digests["Grüße"]), ("twice", digests["twice"]), ("twice", None)], key=str
    )


def test_the_release_before_can_still_write(config: Config, database: psycopg.Connection) -> None:
    command.upgrade(config, "head")

    for _ in range(2):
        database.execute(INSERT, ["The same text, without a digest."])


def test_a_migration_gives_up_instead_of_waiting_for_a_lock(
    config: Config, database: psycopg.Connection
) -> None:
    command.upgrade(config, "0002")
    with database.transaction():
        database.execute("LOCK TABLE documents IN ACCESS SHARE MODE")
        with pytest.raises(OperationalError, match="lock timeout"):
            command.upgrade(config, "head")

    command.upgrade(config, "head")


def test_a_missing_database_url_is_one_clear_line() -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "alembic", "current"],
        cwd=APP,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )

    assert refused.returncode != 0
    assert refused.stderr.strip() == (
        "migrations: DATABASE_URL: not a URL; use postgresql://user:password@host:5432/db"
    )
