#!/usr/bin/env bash
# Starts the engine in namespaces of its own and waits until it answers.
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

mkdir -p "$engine"/{run,state,overlay,root} "$cache/images"
rm -rf "$engine"/{ready,tmp} "$engine"/run/* && mkdir -m 1777 "$engine/tmp"
[ "${#socket}" -le 100 ] || fail "the socket's path is longer than the 100 characters that the kernel allows: $socket. Set XDG_CACHE_HOME to a shorter folder."

exec 8> "$engine/alive"
flock --wait 5 8 || fail "another process holds $engine/alive, but the engine is not ready. Run engine/stop, then try again."
setsid unshare --mount --pid --uts --ipc --fork --kill-child bash "$recipe/namespace.sh" < /dev/null > "$engine/log" 2>&1 &
echo $! > "$engine/pid"
exec 8>&-

for _ in $(seq 150); do
  alive || break
  if [ -S "$socket" ] && "$recipe/ask" "$dagger" "unix://$socket"; then exit 0; fi
  sleep 0.2
done
tail -n 30 "$engine/log" >&2
fail "the engine did not start within 30 s (above: the end of $engine/log). Run engine/stop and try again."
