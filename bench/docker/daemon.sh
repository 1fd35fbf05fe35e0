#!/usr/bin/env bash
# First process of the daemon's mount and PID namespaces: network, then dockerd. Nothing of it is seen on the machine but its folder, $1.
set -euo pipefail
home=$1
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
ip netns add docker
nsenter --net=/run/netns/docker ip link set lo up

# User-mode networking: out to wherever this machine may go, and no rule in its firewall.
slirp4netns --netns-type=path --configure --mtu=65520 --disable-host-loopback --ready-fd=3 \
  /run/netns/docker tap0 3> /run/network-ready &
network=$!
until [ -s /run/network-ready ]; do kill -0 "$network"; sleep 0.05; done

echo "nameserver 10.0.2.3" > /run/resolv.conf
nsenter --net=/run/netns/docker unshare --mount bash -ec '
  mount --bind /run/resolv.conf /etc/resolv.conf
  exec dockerd --host="unix://$1/docker.sock" --data-root="$1/data" --exec-root=/run/docker --pidfile=/run/docker.pid \
    --cgroup-parent=/shipway-bench-docker' daemon "$home" &
daemon=$!
trap 'kill -TERM "$daemon" 2> /dev/null || true' TERM
while kill -0 "$daemon" 2> /dev/null; do wait "$daemon" || true; done
