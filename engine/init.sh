#!/usr/bin/env bash
# Process 1 of the engine's namespaces: runs network, registry and engine. When one of them ends, all of them end.
set -euo pipefail

# Only this process keeps the lock (descriptor 8) that says "alive".
inside=(nsenter --net=/run/netns/engine)
ip netns add engine
"${inside[@]}" ip link set lo up

# User-mode networking: out to wherever this machine may go, nothing in, no port and no rule on the host.
slirp4netns --netns-type=path --configure --mtu=65520 --disable-host-loopback --ready-fd=3 \
  /run/netns/engine tap0 3> /run/network-ready 8>&- &
network=$!
until [ -s /run/network-ready ]; do kill -0 "$network"; sleep 0.05; done

"${inside[@]}" docker-registry serve /registry.yml 8>&- &
registry=$!

# The engine mounts over /etc/resolv.conf: in a mount namespace of its own, so that slirp4netns still sees the host's.
export DAGGER_TYPESCRIPT_SDK_MANIFEST_DIGEST=$(cat /usr/local/share/dagger/typescript-sdk.digest)
"${inside[@]}" unshare --mount --propagation private bash -ec '
  echo "nameserver 10.0.2.3" > /run/resolv.conf
  mount --bind /run/resolv.conf /etc/resolv.conf
  exec dagger-engine' 8>&- &
dagger=$!

# An orderly end keeps the engine's cache, which it otherwise throws away at the next start.
trap 'kill -TERM "$dagger" 2> /dev/null; wait "$dagger"; touch /var/lib/dagger/ended-orderly; exit 0' TERM
status=0
wait -n "$network" "$registry" "$dagger" || status=$?
echo "init: the network ($network), the registry ($registry) or the engine ($dagger) ended with status $status" >&2
