#!/bin/sh
# Runs a command and writes down when it really ran, so that a result out of the cache can say its age:
#   run.sh BEFORE COMMAND ARGUMENT…
# BEFORE is shell text to run first (may be empty); when it fails the command does not run and the exit code is 125.
date +%s > /shipway/started
eval "$1" || { echo "shipway: the command under before: failed with exit code $?" >&2; date +%s > /shipway/finished; exit 125; }
shift
"$@"
code=$?
date +%s > /shipway/finished
exit $code
