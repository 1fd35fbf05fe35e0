"""The service as a process of its own, started the way the image starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import IO

# Generous: a busy machine is slow, not broken.
START_SECONDS = 120


@contextmanager
def running_service(**environment: str) -> Iterator[str]:
    """Yields host and port of a service with these variables on top of the test's own."""
    port = _free_port()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "roneira"],
            env={**os.environ, "PORT": str(port), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_alive(process, port, log)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _wait_until_alive(process: "subprocess.Popen[bytes]", port: int, log: IO[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    log.seek(0)
    raise AssertionError(f"the service did not start within {START_SECONDS} s:\n{log.read()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
