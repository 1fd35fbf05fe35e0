#!/usr/bin/env bash
# Gives the benchmark's own daemon what a registry would: Compose, and the base images, out of the engine. Runs in engine/with.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cli=docker:28-cli
images=(python:3.11-slim postgres:15-alpine redis:7-alpine)

say() { echo "bench/docker: $*" >&2; }

plugin=$DOCKER_CONFIG/cli-plugins/docker-compose
if ! docker compose version > /dev/null 2>&1; then
  say "taking Compose out of $cli …"
  "$repository/engine/image" "$cli"
  dagger --silent core container from --address "$cli" \
    file --path /usr/local/libexec/docker/cli-plugins/docker-compose export --path "$plugin" > /dev/null
  chmod +x "$plugin"
fi

taken=$(mktemp -d)
trap 'rm -rf "$taken"' EXIT
for image in "${images[@]}"; do
  if docker image inspect "$image" > /dev/null 2>&1 || docker pull --quiet "$image" > /dev/null 2>&1; then continue; fi
  say "taking $image out of the engine …"
  dagger --silent core container from --address "$image" as-tarball --forced-compression Uncompressed export --path "$taken/image.tar" > /dev/null
  id=$(docker load --quiet --input "$taken/image.tar" | sed 's/^.*\(sha256:[0-9a-f]*\)$/\1/')
  # Dagger gives every container the certificates that this machine trusts; Docker has to be given them.
  container=$(docker create "$id")
  docker cp --follow-link "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$container:/etc/ssl/certs/ca-certificates.crt" > /dev/null
  docker commit "$container" "$image" > /dev/null
  docker rm "$container" > /dev/null
done
