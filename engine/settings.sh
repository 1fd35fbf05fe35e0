# What every engine script shares: the version, the folders in the user's cache, and how to speak. Sourced, never run.
set -euo pipefail

version=v0.21.8
recipe=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/shipway/engine
name=${SHIPWAY_ENGINE_NAME:-default}

say() { echo "engine: $*" >&2; }
fail() { echo "engine: error: $*" >&2; exit 1; }

# The hash of files and folders of the recipe, by content: clones share what is equal.
hash_of() { (cd "$recipe" && find "$@" -type f ! -path '*/node_modules/*' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12); }

# Each part is one layer of the engine's root file system, built once for its recipe.
root_part=$cache/parts/root-$(hash_of stages/root.sh)
dagger_part=$cache/parts/dagger-$(hash_of stages/dagger.sh dagger)
typescript_part=$cache/parts/typescript-$(hash_of stages/typescript.sh typescript oci-layout.mjs dagger)

engine=$cache/$version-$(hash_of settings.sh start.sh namespace.sh init.sh engine.toml registry.yml stages dagger typescript oci-layout.mjs)/$name
socket=$engine/run/engine.sock
dagger=$dagger_part/usr/local/bin/dagger

# The engine's processes hold this lock while they live; the kernel lets go of it however they end.
alive() { [ -e "$engine/alive" ] && ! flock --shared --nonblock "$engine/alive" true; }
