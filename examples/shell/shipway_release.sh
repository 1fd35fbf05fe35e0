#!/bin/sh
# A release of the commit in the current directory; the same id again takes up what was interrupted.
set -eu
dagger -m "$MODULE" call --registry-password=env://REGISTRY_PASSWORD plan --source=.
dagger -m "$MODULE" call --registry-password=env://REGISTRY_PASSWORD release --source=. --git=. --run="$1" assert
