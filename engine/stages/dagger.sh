#!/usr/bin/env bash
# Builds Dagger's command line, its engine and their helpers from Go modules: dagger.sh OUT (needs go on the PATH)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../dagger" && pwd)
out=$1 version=v0.21.8
work=$(mktemp -d) && trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

module=$(cd "$work" && go mod init probe 2>/dev/null && go mod download -json "github.com/dagger/dagger@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
cp -r "$module" "$work/dagger" && chmod -R u+w "$work/dagger" && cd "$work/dagger"

# The interactive terminal UI needs modules that the proxy does not hold: keep the plain one.
rm -f dagql/idtui/*_test.go
for part in frontend_{pretty,log_pager,tests,dots,logs,streaming_logs,test_summary_logs,mock,claims} \
  keymap error_label notification vterm search rave; do rm "dagql/idtui/$part.go"; done
cp "$here"/patch/idtui/*.go dagql/idtui/
cp "$here"/patch/scrub/scrub.go util/scrub/
rm core/sdk/dang/v2/* && cp "$here"/patch/dangv2/sdk.go core/sdk/dang/v2/
sed -i 's|telemetry\.PendingAttr|"dagger.io/ui.pending"|' dagql/dagui/spans.go core/telemetry.go

# What the proxy holds in another version is replaced, what it does not hold is ours or gone.
sed -i -E '/github.com\/vito\/(dang\/v2|tuist\/teav1|midterm) /d' go.mod
go mod edit \
  -dropreplace=dagger.io/dagger -replace=dagger.io/dagger=dagger.io/dagger@$version \
  -replace=github.com/dagger/dagger/engine/distconsts="$here"/patch/distconsts \
  -replace=github.com/vito/tuist="$here"/patch/tuist \
  -replace=github.com/dagger/otel-go=github.com/dagger/otel-go@v1.43.0 \
  -replace=go.etcd.io/bbolt=go.etcd.io/bbolt@v1.5.0 \
  -replace=github.com/containerd/fuse-overlayfs-snapshotter/v2=github.com/containerd/fuse-overlayfs-snapshotter/v2@v2.1.1

export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
flags=(-mod=mod -tags dfexcludepatterns,dfparents -trimpath
  -ldflags "-s -w -X github.com/dagger/dagger/engine.Version=$version -X github.com/dagger/dagger/engine.Tag=$version")
mkdir -p "$out"/usr/local/{bin,libexec} "$out/opt/cni/bin"
go build "${flags[@]}" -o "$work/bin/" ./cmd/{dagger,engine,init,dnsname,codegen}
mv "$work/bin/dagger" "$out/usr/local/bin/dagger"
mv "$work/bin/engine" "$out/usr/local/bin/dagger-engine"
mv "$work/bin/init" "$out/usr/local/bin/dagger-init"
mv "$work/bin/codegen" "$out/usr/local/libexec/codegen"
mv "$work/bin/dnsname" "$out/opt/cni/bin/dnsname"

mkdir "$work/cni" && cd "$work/cni" && go mod init cni 2>/dev/null
plugins=github.com/containernetworking/plugins
go mod edit -require=$plugins@v1.9.1
go build -mod=mod -trimpath -ldflags "-s -w" -o "$out/opt/cni/bin/" $plugins/plugins/{main/bridge,main/loopback,meta/firewall,ipam/host-local}
