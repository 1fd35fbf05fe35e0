# The engine's control groups: a group of its own in each hierarchy, so that what a crash leaves is known and removed. Sourced after own.sh.
cgroup_name() { echo "shipway-engine-$(echo "$engine" | sha256sum | cut -c1-12)"; }

# Version 2 has one hierarchy, version 1 has many.
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then hierarchies=(/sys/fs/cgroup); else hierarchies=(/sys/fs/cgroup/*/); fi

# Moves this process into the groups: a cgroup namespace that is made next has them as its root.
enter_cgroups() {
  local hierarchy resource cgroup
  cgroup=$(cgroup_name)
  for hierarchy in "${hierarchies[@]}"; do
    mkdir -p "$hierarchy/$cgroup"
    # A new cpuset of version 1 has no processors and no memory until it is told.
    for resource in cpuset.cpus cpuset.mems; do
      [ ! -e "$hierarchy/notify_on_release" ] || [ ! -e "$hierarchy/$resource" ] || cat "$hierarchy/$resource" > "$hierarchy/$cgroup/$resource"
    done
    echo "$BASHPID" > "$hierarchy/$cgroup/cgroup.procs"
  done
}

# Shows the groups, and nothing above them, under the root file system $1.
lend_cgroups() {
  local hierarchy target cgroup
  cgroup=$(cgroup_name)
  if [ "${#hierarchies[@]}" -eq 1 ]; then
    mount --bind "$hierarchies/$cgroup" "$1/sys/fs/cgroup"
    # Version 2 wants processes in leaves only: the engine's own make room for those of its containers.
    mkdir -p "$hierarchies/$cgroup/init" && echo 0 > "$hierarchies/$cgroup/init/cgroup.procs"
    return
  fi
  mount -t tmpfs tmpfs "$1/sys/fs/cgroup"
  for hierarchy in "${hierarchies[@]}"; do
    target=$1/sys/fs/cgroup/$(basename "$hierarchy")
    mkdir "$target" && mount --bind "$hierarchy/$cgroup" "$target"
  done
}

remove_cgroups() { find /sys/fs/cgroup -depth -type d -path "*/$(cgroup_name)*" -exec rmdir {} + 2> /dev/null || true; }
