# Runs one command of the Docker client, in bounded time: host.sh SECONDS COMMAND…
# What is secret is written to /run/shipway alone, which is memory and no layer.
set -eu
umask 077
seconds=$1
shift
export DOCKER_CONFIG=/run/shipway/docker
mkdir -p "$DOCKER_CONFIG"

if [ -n "${SHIPWAY_REGISTRY:-}" ]; then
  password=$(printf %s "$SHIPWAY_REGISTRY_PASSWORD")
  login=$(printf '%s:%s' "$SHIPWAY_REGISTRY_USER" "$password" | base64 | tr -d '\n')
  printf '{"auths":{"%s":{"auth":"%s"}}}' "$SHIPWAY_REGISTRY" "$login" > "$DOCKER_CONFIG/config.json"
fi
# A key that came through a variable has lost its last newline, and ssh reads no key without it.
if [ -e /run/shipway-key ]; then
  { tr -d '\r' < /run/shipway-key; echo; } > /run/shipway/key
fi

started=$(date +%s)
status=0
timeout -k 5 "$seconds" "$@" || status=$?
# By whichever signal `timeout` ended it, and whatever that is called here.
if [ "$status" -ge 124 ] && [ $(($(date +%s) - started)) -ge "$seconds" ]; then
  echo "no answer within $seconds s" >&2
  exit 124
fi
# The engine takes an end by a signal for an end of its own.
if [ "$status" -ge 128 ] && [ "$status" -le 191 ]; then
  echo "ended by signal $((status - 128))" >&2
  exit 125
fi
exit "$status"
