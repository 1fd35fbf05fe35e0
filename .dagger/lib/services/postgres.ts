/** Owns the Postgres service: an empty database that lives as long as the session. */
import { dag } from "@dagger.io/dagger"
import type { NamedService } from "../config/resolve.js"
import { healthyWithin } from "./health.js"
import { type Attached, label, type Labels } from "./attached.js"

const PORT = 5432
/** Reachable only inside the session's own network, so not a secret. */
const USER = "shipway"

export function postgres(config: NamedService, labels: Labels): Attached {
  const container = dag
    .container()
    .from(config.image)
    .withEnvVariable("POSTGRES_USER", USER)
    .withEnvVariable("POSTGRES_PASSWORD", USER)
    .withEnvVariable("POSTGRES_DB", USER)
    .withExposedPort(PORT)
    // Over TCP: while the image initialises, its server listens on the socket only.
    .with(healthyWithin(config.readyWithinSeconds, ["pg_isready", "--host", "127.0.0.1", "--username", USER]))
  // No fsync: the data is thrown away with the session.
  const service = label(container, labels).asService({
    args: ["postgres", "-c", "fsync=off", ...config.args],
    useEntrypoint: true,
  })
  return {
    host: config.name,
    service,
    variables: { [config.variable]: `postgresql://${USER}:${USER}@${config.name}:${PORT}/${USER}` },
  }
}
