"""Runs the migrations against DATABASE_URL: one at a time, and never waiting for long."""

import os
import sys
from logging.config import fileConfig

from alembic import context
from sqlalchemy import URL, NullPool, create_engine, text

from roneira.database import Base
from roneira.settings import sqlalchemy_url

# A migration that waits for a lock makes every query behind it wait too: give up early,
# leave the schema as it was, and let the release stop.
LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "60s"
# Any fixed number: two runs at once wait for each other here, not halfway through.
ADVISORY_LOCK = 7_301_202

if context.config.config_file_name:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)


def database_url() -> URL:
    try:
        return sqlalchemy_url(os.environ.get("DATABASE_URL", ""))
    except ValueError as error:
        sys.exit(f"migrations: DATABASE_URL: {error}")


def run_migrations() -> None:
    engine = create_engine(
        database_url(),
        poolclass=NullPool,
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={LOCK_TIMEOUT} -c statement_timeout={STATEMENT_TIMEOUT}",
        },
    )
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            context.run_migrations()


run_migrations()
