#!/bin/sh
# Starts the daemon as the public image does: on its socket, and without TLS on port 2375 if DOCKER_TLS_CERTDIR is empty.
set -eu
[ "$#" -gt 0 ] || set -- dockerd
if [ "${1#-}" != "$1" ]; then set -- dockerd "$@"; fi
if [ "$1" != dockerd ]; then exec "$@"; fi
shift

# Version 2 of control groups wants processes in leaves only: the daemon's own make room for those of its containers.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 < /sys/fs/cgroup/cgroup.procs > /sys/fs/cgroup/init/cgroup.procs || true
  sed -e 's/ / +/g' -e 's/^/+/' < /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control || true
fi
# What an earlier daemon that was killed left behind.
rm -f /var/run/docker.pid /run/docker/containerd/containerd.pid
set -- --host=unix:///var/run/docker.sock "$@"
if [ -z "${DOCKER_TLS_CERTDIR-}" ]; then set -- --host=tcp://0.0.0.0:2375 "$@"; fi
exec dockerd "$@"
