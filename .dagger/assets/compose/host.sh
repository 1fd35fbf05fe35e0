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
exec timeout -k 5 "$seconds" "$@"
