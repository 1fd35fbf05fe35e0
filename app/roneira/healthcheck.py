"""The container's health check: exit code 0 if this container's /health answers 200."""

import os
import sys
from http.client import HTTPConnection


def is_healthy(port: int) -> bool:
    # Not urllib: it would send the request to a proxy named in the environment.
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(int(os.environ.get("PORT", "8000"))) else 1)
