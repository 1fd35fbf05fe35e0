#!/usr/bin/env bash
# First process of the engine's mount and PID namespaces: assembles the root file system, moves into it, becomes init.sh.
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
source "$recipe/own.sh"
source "$recipe/cgroups.sh"
root=$engine/root

# Shared layers stay clean: what the engine writes beside its state vanishes with the namespace.
mount -t tmpfs tmpfs "$engine/overlay" && mkdir "$engine"/overlay/{upper,work}
mount -t overlay overlay "$root" \
  -o "lowerdir=$typescript_part:$dagger_part:$root_part,upperdir=$engine/overlay/upper,workdir=$engine/overlay/work"
mount --bind "$engine/state" "$root/var/lib/dagger"
mount --bind "$cache/images" "$root/var/lib/images"
mount --bind "$engine/run" "$root/run/dagger"
mount --bind "$engine/tmp" "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
lend_cgroups "$root"

# Containers get the certificates that this machine trusts, and the names that it resolves.
cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$root/etc/ssl/certs/ca-certificates.crt"
[ ! -d /usr/local/share/ca-certificates ] || cp -RL /usr/local/share/ca-certificates "$root/usr/local/share/"
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
printf '127.0.0.1 localhost shipway-engine\n' > "$root/etc/hosts"
hostname shipway-engine
mkdir -p "$root/etc/dagger" && cp "$recipe/engine.json" "$root/etc/dagger/"
cp "$recipe"/{init.sh,registry.yml} "$root/"

proxies=()
for variable in {http,https,no}_proxy {HTTP,HTTPS,NO}_PROXY; do
  [ -z "${!variable:-}" ] || proxies+=("$variable=${!variable}")
done
cd "$root" && pivot_root . old-root && umount -l /old-root
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "${proxies[@]}" bash /init.sh
