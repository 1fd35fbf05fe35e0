#!/bin/sh
# Lets a Postgres image initialise its database and stops it again, so that the result can be kept as a layer:
#   postgres-init.sh SECONDS USER ARGUMENT…
# SECONDS is how long it may take, USER is whom it is for, the rest are the server's arguments.
# Where this does not end well the image is left as it was: it will initialise as a service, and its trouble is seen there.
seconds=$1
user=$2
shift 2

ready() {
  # Over TCP: while the image initialises, its server listens on the socket only.
  until pg_isready --quiet --host 127.0.0.1 --username "$user"; do
    kill -0 "$server" 2> /dev/null || return 1
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.2
  done
}

end=$(($(date +%s) + seconds))
docker-entrypoint.sh postgres "$@" &
server=$!
if ready && kill -TERM "$server" && wait "$server"; then exit; fi
kill -KILL "$server" 2> /dev/null
wait "$server"
echo "shipway: not initialised beforehand; the service does it when it starts" >&2
# Half of a database would not start.
[ -n "$PGDATA" ] && rm -rf "${PGDATA:?}"
exit 0
