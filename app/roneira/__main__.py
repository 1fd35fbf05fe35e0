"""The process: reads the environment, then serves until it is told to stop."""

import sys

import uvicorn
from pydantic import ValidationError

from roneira.app import create_app
from roneira.logs import configure_logging
from roneira.settings import Settings, explain

EXIT_BAD_SETTINGS = 2


def main() -> None:
    try:
        settings = Settings()
    except ValidationError as error:
        print(f"roneira: not started: {explain(error)}", file=sys.stderr)
        sys.exit(EXIT_BAD_SETTINGS)
    configure_logging(settings.log_level)
    uvicorn.run(
        create_app(settings),
        # All interfaces: a container is reached from outside itself.
        host="0.0.0.0",  # nosec B104
        port=settings.port,
        log_config=None,
        access_log=False,
        ws_max_size=64 * 1024,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
