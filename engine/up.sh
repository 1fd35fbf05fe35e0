# Brings up the engine of our own: builds what is missing, starts what does not run, one caller at a time. Sourced by with.
[ "$(uname -s)" = Linux ] || fail "no engine can be used: Docker does not run or cannot reach registry.dagger.io, and an engine of our own needs Linux. $alternatives"
[ "$(id -u)" = 0 ] || fail "no engine can be used: there is no Docker that can reach registry.dagger.io, and an engine of our own needs root, while this is $(id -un). Run the command as root. $alternatives"
source "$recipe/own.sh"

if ! ready; then
  mkdir -p "$cache"
  exec 9> "$cache/lock"
  flock --nonblock 9 || { say "another process is building or starting the engine: waiting for it …"; flock 9; }
  if ! ready; then
    "$recipe/build.sh" 9>&- || exit 1
    "$recipe/start.sh" 9>&- || exit 1
    if [ "$(cat "$cache/images.ready" 2> /dev/null)" != "$images_recipe" ]; then
      rm -rf "$cache/tmp" && mkdir "$cache/tmp"
      TMPDIR=$cache/tmp node "$recipe/images.mjs" "$dagger" "$runner_host" "$cache" 9>&- || exit 1
      echo "$images_recipe" > "$cache/images.ready"
    fi
    touch "$engine/ready"
  fi
  exec 9>&-
fi
