#!/usr/bin/env bash
# Builds the parts that are missing, each in a folder of its own that only gets its name when it is complete.
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
stage=0 stages=3

# build_part TITLE PART COMMAND…: COMMAND fills the folder that is appended to it.
build_part() {
  local title=$1 part=$2 started=$SECONDS
  shift 2
  stage=$((stage + 1))
  [ ! -d "$part" ] || return 0
  say "building $stage/$stages: $title …"
  rm -rf "$part".building && mkdir -p "$part".building
  if ! TMPDIR=$cache/tmp "$@" "$part".building > "$part.log" 2>&1; then
    tail -n 30 "$part.log" >&2
    fail "building $title failed (above: the end of $part.log). Run the same command again to resume from this stage."
  fi
  chmod 755 "$part".building && mv "$part".building "$part"
  say "built $stage/$stages: $title in $((SECONDS - started)) s"
}

mkdir -p "$cache/parts" && rm -rf "$cache/tmp" && mkdir -p "$cache/tmp"
# Downloads stay in this folder too: nothing is left in the user's own caches.
export GOMODCACHE=$cache/go/mod GOCACHE=$cache/go/build npm_config_cache=$cache/npm PIP_CACHE_DIR=$cache/pip

[ -d "$root_part" ] && [ -d "$dagger_part" ] && [ -d "$typescript_part" ] || source "$recipe/prerequisites.sh"
build_part "the engine's root file system, from Debian packages" "$root_part" "$recipe/stages/root.sh"
build_part "Dagger $version, from Go modules (about five minutes)" "$dagger_part" "$recipe/stages/dagger.sh"
build_part "the TypeScript SDK, from npm" "$typescript_part" "$recipe/stages/typescript.sh" "$dagger_part/usr/local/libexec/codegen"
