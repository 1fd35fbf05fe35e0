#!/bin/sh
# The whole ci of the repository in the current directory, with the module from elsewhere.
# MODULE is a path or a git address with a version: /srv/shipway, github.com/OWNER/shipway@v1.0.0
set -eu
dagger -m "$MODULE" call ci --source=. assert
