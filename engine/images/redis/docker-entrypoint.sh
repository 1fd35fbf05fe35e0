#!/bin/sh
# Starts Redis as the official image does: options alone mean redis-server, and root becomes the user redis.
set -eu

case "${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac
[ "${1:-}" = redis-server ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis:redis {} +
  exec setpriv --reuid=redis --regid=redis --init-groups "$0" "$@"
fi
# The official image is built without the protected mode, which refuses every client from another container.
case " $* " in *" --protected-mode "*) exec "$@" ;; *) exec "$@" --protected-mode no ;; esac
