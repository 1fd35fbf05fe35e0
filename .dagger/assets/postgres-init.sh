#!/bin/sh
# Lets the official Postgres image initialise its database and stops the server again, so that the result is a layer:
#   postgres-init.sh SECONDS USER
# SECONDS is how long it may take in all, USER is whom the database is for. When it did not end well, neither does this
# script, so that the layer is thrown away with whatever is half done in it.
seconds=$1
user=$2

give_up() {
  echo "shipway: the image's database $1 within $seconds s" >&2
  kill -KILL "$server" 2> /dev/null
  exit 1
}

in_time() {
  [ "$(date +%s)" -lt "$end" ] || give_up "$1"
  sleep 0.2
}

end=$(($(date +%s) + seconds))
docker-entrypoint.sh postgres -c fsync=off &
server=$!
# Over TCP: while the image initialises, its server listens on the socket only.
until pg_isready --quiet --host 127.0.0.1 --username "$user"; do
  kill -0 "$server" 2> /dev/null || { wait "$server"; exit 1; }
  in_time "does not accept connections"
done
kill -TERM "$server"
while kill -0 "$server" 2> /dev/null; do in_time "does not stop"; done
wait "$server"
