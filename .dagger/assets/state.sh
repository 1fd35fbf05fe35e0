#!/bin/sh
# Keeps journals and locks in volumes that the sessions of one engine share: state.sh COMMAND ARGUMENT…
# /state is mounted by one command at a time, which the engine sees to; /beats by everybody who is alive.
#   acquire STALE RUN ATTEMPT BREAK NAME…   takes all locks or none; exit 11: this run holds one already, 12: another run does
#   beat SECONDS ATTEMPT                    says again and again that this attempt is alive
#   release ATTEMPT NAME…                   gives back those that are this attempt's
#   unlock NAME…                            gives back whatever is held, and says whose it was
#   held ATTEMPT NAME…                      exit 13: a lock is not this attempt's
#   append RUN ATTEMPT NAME…                adds /entry to the run's journal, synced, and keeps the folders in /artefacts;
#                                           exit 13: a lock is not this attempt's
#   keep RUN                                keeps the folders in /artefacts
#   read RUN                                prints the run's journal
#   artefacts RUN                           copies the kept folders to /artefacts
#   freeze                                  adds /entry to the releases that must not be deployed again
#   frozen                                  prints them
set -eu
root=/state
locks=$root/locks
frozen=$root/frozen.jsonl

# A lock is a file that names run and attempt; an attempt's beat is the time when it last lived.
run_of() { cut -d ' ' -f 1 "$locks/$1" 2> /dev/null || true; }
attempt_of() { cut -d ' ' -f 2 "$locks/$1" 2> /dev/null || true; }
age_of() { echo $(($(date +%s) - $(cat "/beats/$(attempt_of "$1")" 2> /dev/null || echo 0))); }
beat() { date +%s > "/beats/.$1" && mv "/beats/.$1" "/beats/$1"; }
told() { echo "$1 $(run_of "$1") $(age_of "$1")"; }

# The lines that were written to their end; one that was not was never acknowledged.
complete() {
  [ -s "$1" ] || return 0
  if [ -z "$(tail -c 1 "$1")" ]; then cat "$1"; else sed '$d' "$1"; fi
}

# What the steps of a run left lies beside its journal.
keep() {
  [ -d /artefacts ] || return 0
  mkdir -p "$root/runs/$1/artefacts" && cp -r /artefacts/. "$root/runs/$1/artefacts/"
}

# Whether a lock may be taken; prints its holder where not.
may_take() {
  [ -n "$(run_of "$1")" ] && [ "$(attempt_of "$1")" != "$attempt" ] && [ "$breaking" = no ] || return 0
  told "$1"
  [ "$(run_of "$1")" = "$run" ] || return 12
  [ "$(age_of "$1")" -ge "$stale" ] || return 11
}

require_held() {
  for name in "$@"; do
    [ "$(attempt_of "$name")" = "$attempt" ] || { told "$name"; exit 13; }
  done
}

command=$1
shift
[ "$command" = beat ] || mkdir -p "$locks" "$root/runs"
case $command in
  acquire)
    stale=$1 run=$2 attempt=$3 breaking=$4
    shift 4
    for name in "$@"; do may_take "$name" || exit $?; done
    beat "$attempt"
    for name in "$@"; do echo "$run $attempt" > "$locks/$name"; done
    find /beats -type f -mtime +1 -exec rm -f {} +
    sync
    ;;
  beat)
    while :; do
      beat "$2"
      sleep "$1"
    done
    ;;
  release)
    attempt=$1
    shift
    for name in "$@"; do [ "$(attempt_of "$name")" != "$attempt" ] || rm -f "$locks/$name"; done
    ;;
  unlock)
    for name in "$@"; do
      [ -n "$(run_of "$name")" ] || continue
      told "$name"
      rm -f "$locks/$name"
    done
    ;;
  held)
    attempt=$1
    shift
    require_held "$@"
    ;;
  append)
    run=$1 attempt=$2
    shift 2
    require_held "$@"
    mkdir -p "$root/runs/$run"
    journal=$root/runs/$run/journal.jsonl
    # A line that an interrupted writer left half is ended, so that it spoils only itself.
    [ ! -s "$journal" ] || [ -z "$(tail -c 1 "$journal")" ] || echo >> "$journal"
    keep "$run"
    { cat /entry; echo; } >> "$journal"
    sync
    ;;
  keep)
    keep "$1"
    sync
    ;;
  artefacts)
    mkdir -p /artefacts
    if [ -d "$root/runs/$1/artefacts" ]; then cp -r "$root/runs/$1/artefacts/." /artefacts/; fi
    ;;
  read) cat "$root/runs/$1/journal.jsonl" 2> /dev/null || true ;;
  freeze)
    # As a whole or not at all: half a line would say nothing, and spoil the next one.
    { complete "$frozen"; cat /entry; echo; } > "$frozen.new"
    sync
    mv "$frozen.new" "$frozen"
    sync
    ;;
  frozen) complete "$frozen" ;;
  *)
    echo "state.sh: unknown command $command" >&2
    exit 2
    ;;
esac
