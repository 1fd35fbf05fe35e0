#!/bin/sh
# From nothing to a first rehearsal: a proposed config, what it means, and the whole release inside the engine.
set -eu
dagger -m "$MODULE" call --source=. init export --path=.
dagger -m "$MODULE" call --source=. validate
dagger -m "$MODULE" call --source=. rehearse assert
