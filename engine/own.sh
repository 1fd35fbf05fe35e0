# Where the engine of our own keeps what: parts shared by content, one folder per engine. Sourced after settings.sh.

# The hash of files and folders of the recipe, by content: clones share what is equal.
hash_of() { (cd "$recipe" && find "$@" -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12); }

# Each part is one layer of the engine's root file system, built once for its recipe.
root_part=$cache/parts/root-$(hash_of stages/root.sh)
dagger_part=$cache/parts/dagger-$(hash_of stages/dagger.sh dagger)
typescript_part=$cache/parts/typescript-$(hash_of stages/typescript.sh typescript oci-layout.mjs dagger)
images_recipe=$(hash_of images images.mjs build-image.mjs session.mjs oci-layout.mjs)

engine=$cache/$version-$(hash_of own.sh start.sh namespace.sh init.sh cgroups.sh engine.json registry.yml stages dagger typescript oci-layout.mjs)/$name
socket=$engine/run/engine.sock
runner_host=unix://$socket
dagger=$dagger_part/usr/local/bin/dagger

# The engine's first process holds this lock while it lives; the kernel lets go of it however the engine ends.
alive() { [ -e "$engine/alive" ] && ! flock --shared --nonblock "$engine/alive" true; }
ready() { alive && [ -e "$engine/ready" ] && [ "$(cat "$cache/images.ready" 2> /dev/null)" = "$images_recipe" ]; }

# The processes that hold the lock, found by the lock itself: a recorded process number could be another's by now.
holders() {
  local file
  file=$(stat --format=%d:%i "$engine/alive")
  find -L /proc/[0-9]*/fd -maxdepth 1 -inum "${file#*:}" -printf '%D:%i %h\n' 2> /dev/null |
    sed -n "s|^$file /proc/\([0-9]*\)/fd$|\1|p" | sort -un
}
