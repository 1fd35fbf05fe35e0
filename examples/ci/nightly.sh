#!/bin/sh
# A plain cron job: rehearses the release every night, keeps the last reports, and speaks up only when it does not ship.
#   15 3 * * *  /srv/shop/nightly.sh /srv/shop
set -eu
cd "$1"
day=$(date +%F)
code=0
scripts/ship rehearse --report "reports/$day" > "/tmp/rehearsal-$day.log" 2>&1 || code=$?
find reports -mindepth 1 -maxdepth 1 -mtime +14 -exec rm -r {} +
[ "$code" -eq 0 ] || tail -40 "/tmp/rehearsal-$day.log" >&2
exit "$code"
