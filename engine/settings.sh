# What every engine script shares: version, folders, how to speak, how to ask an engine. Sourced, never run; works in bash 3.2.
set -Eeuo pipefail

version=v0.21.8
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/shipway/engine
name=${SHIPWAY_ENGINE_NAME:-default}
alternatives="Alternatives: install Docker and the Dagger command line (https://docs.dagger.io/install), or point _EXPERIMENTAL_DAGGER_RUNNER_HOST at an engine that runs."

say() { echo "engine: $*" >&2; }
# What fails without a word of its own must not end the command in silence.
trap 'say "error: $BASH_COMMAND (${BASH_SOURCE[0]}, line $LINENO) failed unexpectedly with status $?"' ERR
fail() { echo "engine: error: $*" >&2; exit 1; }

# limited SECONDS COMMAND…: quietly, and with a time limit where the machine has `timeout` (macOS has not).
limited() {
  local seconds=$1
  shift
  if command -v timeout > /dev/null; then set -- timeout "$seconds" "$@"; fi
  "$@" > /dev/null 2>&1 < /dev/null
}

# answers DAGGER RUNNER_HOST: whether that engine opens a session and answers a query.
answers() {
  case "$2" in unix://*) [ -S "${2#unix://}" ] || return 1 ;; esac
  DAGGER_NO_NAG=1 DO_NOT_TRACK=1 _EXPERIMENTAL_DAGGER_RUNNER_HOST=$2 \
    limited 20 "$1" query --no-mod --silent --doc <(echo '{version}')
}
