#!/usr/bin/env bash
# Process 1 inside the engine's namespaces: network, registry, engine. When one of them ends, all of them end.
set -euo pipefail

trap 'kill -TERM "$dagger" 2> /dev/null; wait "$dagger"; exit 0' TERM
inside() { nsenter --net=/run/netns/engine "$@"; }

ip netns add engine
inside ip link set lo up
# User-mode networking: out to wherever this machine may go, nothing in, no port and no rule on the host.
slirp4netns --netns-type=path --configure --mtu=65520 --disable-host-loopback --ready-fd=3 /run/netns/engine tap0 3> /run/network-ready & network=$!
until [ -s /run/network-ready ]; do kill -0 "$network"; sleep 0.05; done

inside docker-registry serve /registry.yml & registry=$!

# The engine mounts over /etc/resolv.conf: in a mount namespace of its own, so that slirp4netns still sees the host's.
export DAGGER_TYPESCRIPT_SDK_MANIFEST_DIGEST=$(cat /usr/local/share/dagger/typescript-sdk.digest)
inside unshare --mount --propagation private bash -ec '
  echo "nameserver 10.0.2.3" > /run/resolv.conf
  mount --bind /run/resolv.conf /etc/resolv.conf
  exec dagger-engine --config /engine.toml' & dagger=$!

wait -n "$network" "$registry" "$dagger" || echo "init: network $network, registry $registry or engine $dagger ended with $?" >&2
