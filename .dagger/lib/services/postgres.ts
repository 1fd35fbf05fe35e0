/** Owns the Postgres service: an empty database that lives as long as the session. */
import { type Container, dag } from "@dagger.io/dagger"
import type { NamedService } from "../config/resolve.js"
import { asset } from "../exec/assets.js"
import { healthyWithin } from "./health.js"
import { type Attached, label, type Labels } from "./attached.js"

const PORT = 5432
/** Reachable only inside the session's own network, so not a secret. */
const USER = "shipway"

export function postgres(config: NamedService, labels: Labels): Attached {
  // No fsync: the data is thrown away with the session.
  const settings = ["-c", "fsync=off", ...config.args]
  const container = initialised(config, settings)
    .withExposedPort(PORT)
    // Over TCP: while the image initialises, its server listens on the socket only.
    .with(healthyWithin(config.readyWithinSeconds, ["pg_isready", "--host", "127.0.0.1", "--username", USER]))
  const service = label(container, labels).asService({ args: ["postgres", ...settings], useEntrypoint: true })
  return {
    host: config.name,
    service,
    variables: { [config.variable]: `postgresql://${USER}:${USER}@${config.name}:${PORT}/${USER}` },
  }
}

/** A layer: each suite and environment starts with a copy of the same empty database, which takes three seconds to make. */
export function initialised(
  { image, readyWithinSeconds }: Pick<NamedService, "image" | "readyWithinSeconds">,
  settings: readonly string[],
): Container {
  return dag
    .container()
    .from(image)
    .withEnvVariable("POSTGRES_USER", USER)
    .withEnvVariable("POSTGRES_PASSWORD", USER)
    .withEnvVariable("POSTGRES_DB", USER)
    .withNewFile("/postgres-init.sh", asset("postgres-init.sh"))
    .withExec(["sh", "/postgres-init.sh", String(readyWithinSeconds), USER, ...settings])
    .withoutFile("/postgres-init.sh")
}
