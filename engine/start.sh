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

# What outlives this command may keep none of the caller's pipes open, or the caller's reader waits forever.
let_go_except() {
  local descriptor
  for descriptor in /proc/self/fd/*; do
    descriptor=${descriptor##*/}
    [ "$descriptor" -le 2 ] || [ "$descriptor" = "$1" ] || eval "exec $descriptor>&-"
  done
}

# Dagger throws the state of an engine that was killed away before it answers, which takes minutes when there is much of
# it. Moved aside, the same happens beside the running engine.
if [ -d "$engine/state" ] && [ ! -e "$engine/state/ended-orderly" ]; then
  say "the engine was killed before: it starts with an empty cache"
  mv "$engine/state" "$(mktemp -d "$engine/discarded-XXXX")/"
fi
rm -f "$engine/state/ended-orderly"
mkdir -p "$engine"/{run,state,overlay,root} "$cache/images"
rm -rf "$engine"/{ready,tmp} "$engine"/run/* && mkdir -m 1777 "$engine/tmp"
discarded=("$engine"/discarded-*/)
if [ -d "${discarded[0]}" ]; then
  (let_go_except 2; exec setsid nice -n 19 rm -rf "${discarded[@]}" < /dev/null > /dev/null 2>&1) &
fi

exec 8> "$engine/alive"
flock --wait 5 8 || fail "another process holds $engine/alive. Run engine/stop, then try again."
(
  let_go_except 8
  enter_cgroups
  exec setsid unshare --mount --pid --uts --ipc --cgroup --fork --kill-child bash "$recipe/namespace.sh" < /dev/null > "$engine/log" 2>&1
) &
exec 8>&-

patience=300 next_word=20
until [ -S "$socket" ] && answers "$dagger" "$runner_host"; do
  if [ $((SECONDS - started)) -ge $next_word ]; then
    say "still starting after $next_word s (its log: $engine/log) …"
    next_word=$((next_word + 20))
  fi
  if [ $((SECONDS - started)) -ge $patience ] || ! { sleep 0.2; alive; }; then
    tail -n 30 "$engine/log" >&2
    fail "the engine did not start (above: the end of $engine/log). Run engine/stop, then try again. $alternatives"
  fi
done
say "started the engine in $((SECONDS - started)) s"
