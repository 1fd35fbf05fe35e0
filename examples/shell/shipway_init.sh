#!/bin/sh
# From nothing to a first rehearsal: a proposed config, what it means, and the whole release inside the engine.
set -eu
dagger -m "$MODULE" call init --source=. export --path=.
dagger -m "$MODULE" call validate --source=.
dagger -m "$MODULE" call rehearse --source=. assert
