#!/usr/bin/env bash
# Starts the engine in namespaces of its own and waits until it answers; adopts one whose start was interrupted.
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
source "$recipe/own.sh"
source "$recipe/cgroups.sh"

if alive; then
  if answers "$dagger" "$runner_host"; then exit 0; fi
  "$recipe/stop"
fi
[ "${#socket}" -le 100 ] || fail "the path of the engine's socket is longer than the 100 characters that the kernel allows: $socket. Set XDG_CACHE_HOME to a shorter folder."
started=$SECONDS
say "starting the engine …"
remove_cgroups
mkdir -p "$engine"/{run,state,overlay,root} "$cache/images"
rm -rf "$engine"/{ready,tmp} "$engine"/run/* && mkdir -m 1777 "$engine/tmp"

exec 8> "$engine/alive"
flock --wait 5 8 || fail "another process holds $engine/alive. Run engine/stop, then try again."
(
  # The engine outlives this command: it may keep none of the caller's pipes open, or the caller's reader waits forever.
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    [ "$descriptor" -le 2 ] || [ "$descriptor" = 8 ] || eval "exec $descriptor>&-"
  done
  enter_cgroups
  exec setsid unshare --mount --pid --uts --ipc --cgroup --fork --kill-child bash "$recipe/namespace.sh" < /dev/null > "$engine/log" 2>&1
) &
exec 8>&-

until [ -S "$socket" ] && answers "$dagger" "$runner_host"; do
  if [ $((SECONDS - started)) -ge 60 ] || ! { sleep 0.2; alive; }; then
    tail -n 30 "$engine/log" >&2
    fail "the engine did not start (above: the end of $engine/log). Run engine/stop, then try again. $alternatives"
  fi
done
say "started the engine in $((SECONDS - started)) s"
