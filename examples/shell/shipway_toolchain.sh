#!/bin/sh
# As an installed toolchain: the repository's own checks and functions, without -m and --source.
set -eu
dagger toolchain install "$MODULE"
dagger check
