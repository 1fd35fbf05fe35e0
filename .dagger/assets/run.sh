#!/bin/sh
# Runs a command, writes down when it really ran, so that a result out of the cache can say its age, and ends in bounded time:
#   run.sh SECONDS BEFORE COMMAND ARGUMENT…
# SECONDS is how long both may take, 0 for ever: whoever takes longer is ended, `times` tells who, and the exit code is 124.
# BEFORE is shell text to run first (may be empty); when it fails the command does not run and the exit code is 125.
# `times` has a line for the start and one for the end, in seconds, and one for who was ended: before or command. `late` is
# the mark of the watchdog for this script.
# The command stays in the foreground (one in the background ignores SIGINT); the watchdog is its sibling. When this script
# ends, so does its container, with whatever the command left running. It needs sh, date, sleep and Linux's /proc.
# What runs before the command sets no variable that could be the command's own.

# What this script waits for: its children but the watchdog.
awaited() {
  for file in /proc/[0-9]*/stat; do
    read -r line < "$file" || continue
    pid=${file#/proc/}
    pid=${pid%/stat}
    # The name in brackets may hold anything; behind it come the state and the parent.
    set -- ${line##*) }
    [ "$2" = $$ ] && [ "$pid" != "$self" ] && echo "$pid"
  done 2> /dev/null
}

nap() {
  sleep "$1" 3>&- &
  nap=$!
  # Without a sleep nobody knows the time.
  wait "$nap" || exit
}

watch() {
  trap 'kill "$nap" 2> /dev/null; exit' TERM
  read -r self rest < /proc/self/stat
  # Whoever has little time to run has no more to end.
  grace=10
  [ "$1" -lt "$grace" ] && grace=$1
  nap "$1"
  echo late > "${0%/*}/late"
  echo "shipway: not done within $1 s, so it is ended" >&3
  kill -TERM $(awaited) 2> /dev/null
  nap "$grace"
  # Again and again, for it may just be about to start.
  for _ in 1 2 3 4 5; do
    kill -KILL $(awaited) 2> /dev/null
    nap 1
  done
  # Whoever cannot be killed from here goes with the container.
  kill -KILL $$
}

# The exit code, and who it is of.
end() {
  echo "$(date +%s)" >> "${0%/*}/times"
  [ -n "$shipway_watchdog" ] && kill "$shipway_watchdog" 2> /dev/null
  [ -s "${0%/*}/late" ] && echo "$2" >> "${0%/*}/times" && exit 124
  exit "$1"
}

failed_before() {
  [ -s "${0%/*}/late" ] || echo "shipway: the command under before: failed with exit code $1" >&2
  end 125 before
}

echo "$(date +%s)" > "${0%/*}/times"
shipway_watchdog=
if [ "$1" -gt 0 ]; then
  # Its shell may have a word to say about how its sleep ended, which is nobody's business.
  watch "$1" 3>&2 > /dev/null 2>&1 &
  shipway_watchdog=$!
fi
eval "$2" || failed_before $?
[ -s "${0%/*}/late" ] && end 125 before
shift 2
"$@"
end $? command
