/** Owns the Postgres and Redis of the ways without containers: one of each for all suites, empty for every run. Pure. */

/** Postgres does not run as root. */
const AS_POSTGRES = `as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }`

/** The data lies in a folder of the server's own user, who may not enter the folders of root; no fsync, as in Shipway. */
export function startServers(databases: readonly string[]): string {
  return `${AS_POSTGRES}
rm -rf "$DATA"
mkdir -p "$DATA/redis"
mkdir "$DATA/postgres"
[ "$(id -u)" != 0 ] || chown postgres "$DATA/postgres"
{
  as_postgres "$PG_BIN/initdb" --pgdata="$DATA/postgres" --username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8
  as_postgres "$PG_BIN/pg_ctl" --pgdata="$DATA/postgres" --log="$DATA/postgres/log" --wait \\
    --options="-c fsync=off -c listen_addresses=127.0.0.1 -c port=$PG_PORT -c unix_socket_directories=" start
  redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --save "" --appendonly no --dir "$DATA/redis" --daemonize yes --pidfile "$DATA/redis/pid"
${databases.map((name) => `  "$PG_BIN/createdb" --host=127.0.0.1 --port="$PG_PORT" --username=postgres ${name}`).join("\n")}
  until redis-cli -p "$REDIS_PORT" ping; do sleep 0.1; done
} > "$OUT/log/servers.txt" 2>&1 < /dev/null
`
}

/** After the clock was stopped, and whatever the run came to. */
export const STOP_SERVERS = `${AS_POSTGRES}
[ ! -f "$DATA/redis/pid" ] || kill "$(cat "$DATA/redis/pid")" || true
[ ! -f "$DATA/postgres/postmaster.pid" ] || as_postgres "$PG_BIN/pg_ctl" --pgdata="$DATA/postgres" --mode=immediate stop > /dev/null || true
rm -rf "$DATA"
`
