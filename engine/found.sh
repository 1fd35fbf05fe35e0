# Looks for an engine that is there already; each function sets `dagger` to the command line to use. Sourced by with.

found_runner_host() {
  [ -n "${_EXPERIMENTAL_DAGGER_RUNNER_HOST:-}" ] || return 1
  if dagger=$(command -v dagger) && answers "$dagger" "$_EXPERIMENTAL_DAGGER_RUNNER_HOST"; then return 0; fi
  say "no engine answers the dagger on the PATH at _EXPERIMENTAL_DAGGER_RUNNER_HOST=$_EXPERIMENTAL_DAGGER_RUNNER_HOST: looking further"
  return 1
}

# Docker helps only if the engine's image is there or can be had, and with a command line of the right version.
found_docker() {
  local image=registry.dagger.io/engine:$version
  command -v docker > /dev/null && limited 10 docker info || return 1
  limited 10 docker image inspect "$image" || limited 20 docker manifest inspect "$image" || return 1
  if dagger=$(command -v dagger) && supported "$dagger"; then return 0; fi
  dagger=$cache/cli/$version/dagger
  [ -x "$dagger" ] || node "$recipe/download-cli.mjs" "$version" "$dagger"
}

# 0.21.8 or a later 0.21: dagger.json asks for at least that, and 1.0 reads other files.
supported() {
  local patch
  patch=$({ "$1" version 2> /dev/null || true; } | sed -n 's/^dagger v0\.21\.\([0-9]*\).*/\1/p')
  [ -n "$patch" ] && [ "$patch" -ge 8 ]
}
