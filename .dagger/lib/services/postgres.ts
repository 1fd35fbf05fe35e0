/** Owns the Postgres service: an empty database that lives as long as the session. */
import { type Container, dag } from "@dagger.io/dagger"
import type { NamedService } from "../config/resolve.js"
import { asset } from "../exec/assets.js"
import { healthyWithin } from "./health.js"
import { type Attached, label, type Labels } from "./attached.js"

const PORT = 5432
/** Reachable only inside the session's own network, so not a secret. */
const USER = "shipway"

/** Initialising takes about three seconds; this is for a machine that does much else. */
const INITIALISED_WITHIN_SECONDS = 120
/** The official image, whose entrypoint and empty folder of scripts are known; another may do more when it starts. */
const OFFICIAL = /^(docker\.io\/)?(library\/)?postgres([:@]|$)/

export function postgres(config: NamedService, labels: Labels): Attached {
  const image = dag
    .container()
    .from(config.image)
    .withEnvVariable("POSTGRES_USER", USER)
    .withEnvVariable("POSTGRES_PASSWORD", USER)
    .withEnvVariable("POSTGRES_DB", USER)
  const container = (OFFICIAL.test(config.image) ? initialised(image) : image)
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

/** A layer: each suite and environment starts with a copy of the same empty database, instead of making its own. */
export function initialised(image: Container): Container {
  const script = "/postgres-init.sh"
  return image
    .withNewFile(script, asset("postgres-init.sh"))
    .withExec(["sh", script, String(INITIALISED_WITHIN_SECONDS), USER])
    .withoutFile(script)
}
