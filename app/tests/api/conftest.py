"""A client of the running service; each test starts with empty stores."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest


@pytest.fixture
def client(service: str, empty_stores: None) -> Iterator[httpx.Client]:
    # Not by way of a proxy that the environment may name: the service runs right here.
    with httpx.Client(base_url=f"http://{service}", trust_env=False, timeout=60) as client:
        yield client
