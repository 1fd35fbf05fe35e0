"""The application without any server: stores in memory, requests within the process."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from roneira.app import create_app
from roneira.chat.conversation import Conversation
from roneira.flags import Flags
from roneira.metrics import Metrics
from roneira.services import Services
from roneira.settings import FLAGS_FILE, Settings
from tests.unit.fakes import MemoryDocumentStore, MemorySessionStore

StartApp = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell exports must not decide a unit test."""
    for variable in Settings.model_fields:
        monkeypatch.delenv(variable.upper(), raising=False)


@pytest.fixture
def documents() -> MemoryDocumentStore:
    return MemoryDocumentStore()


@pytest.fixture
def sessions() -> MemorySessionStore:
    return MemorySessionStore()


@pytest.fixture
def start_app(documents: MemoryDocumentStore, sessions: MemorySessionStore) -> Iterator[StartApp]:
    """Starts the application with these faults, flags file and size limit."""
    with ExitStack() as stack:

        def start(
            faults: str = "", flags_file: Path = FLAGS_FILE, max_upload_bytes: int = 1000
        ) -> TestClient:
            @asynccontextmanager
            async def connect(settings: Settings, metrics: Metrics) -> AsyncIterator[Services]:
                flags = Flags(settings.flags_file)
                conversation = Conversation(
                    documents, sessions, flags, settings.active_faults, metrics
                )
                yield Services(documents, conversation, flags, readiness={})
                flags.close()

            settings = make_settings(
                faults=faults, flags_file=flags_file, max_upload_bytes=max_upload_bytes
            )
            app = create_app(settings, connect)
            return stack.enter_context(TestClient(app, raise_server_exceptions=False))

        yield start


@pytest.fixture
def client(start_app: StartApp) -> TestClient:
    return start_app()


def make_settings(**changes: object) -> Settings:
    return Settings.model_validate(
        {
            "database_url": "postgresql://user:secret@localhost:1/db",
            "redis_url": "redis://localhost:1/0",
            **changes,
        }
    )
