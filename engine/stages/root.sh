#!/usr/bin/env bash
# Builds the engine's own root file system from Debian packages: root.sh OUT
set -euo pipefail
packages=mount,runc,iptables,iproute2,dnsmasq-base,slirp4netns,docker-registry,git,ca-certificates,openssh-client
mmdebstrap --quiet --mode=root --variant=essential --include="$packages" \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  bookworm "$1"
# Fixed paths that the engine looks at, and the mount points of what its host lends it.
mkdir -p "$1"/usr/local/share/{dagger/content,ca-certificates} "$1"/var/lib/{dagger,images} "$1"/{run/dagger,opt/cni/bin,old-root}
ln -sf /usr/sbin/runc "$1/usr/local/bin/runc"
for kind in legacy nft; do ln -sf "/usr/sbin/xtables-$kind-multi" "$1/usr/bin/xtables-$kind-multi"; done
