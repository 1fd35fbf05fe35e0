"""Feature flags, read from a flagd-style file through the OpenFeature SDK."""

from pathlib import Path

import structlog
from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType
from openfeature.exception import OpenFeatureError

# What holds when the file or a flag in it is missing: the well-tried behaviour. Answers
# keep their sources, and reading untrusted PDFs stays off until somebody asks for it.
SAFE_DEFAULTS = {"chat-citations": True, "pdf-upload": False}
RELOAD_MILLISECONDS = 1000

log = structlog.get_logger(__name__)


class Flags:
    """The file is watched: a changed flag holds within about a second, without a restart."""

    def __init__(self, file: Path) -> None:
        provider = FlagdProvider(
            resolver_type=ResolverType.FILE,
            offline_flag_source_path=str(file),
            deadline_ms=RELOAD_MILLISECONDS,
        )
        try:
            api.set_provider_and_wait(provider)
        except OpenFeatureError:
            log.warning("flags file unusable, safe defaults hold", file=str(file))
        self._client = api.get_client()

    def is_on(self, flag: str) -> bool:
        return self._client.get_boolean_value(flag, SAFE_DEFAULTS[flag])

    def close(self) -> None:
        api.shutdown()
