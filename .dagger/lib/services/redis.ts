/** Owns the Redis service: an empty store that lives as long as the session. */
import { dag } from "@dagger.io/dagger"
import type { NamedService } from "../config/resolve.js"
import { healthyWithin } from "./health.js"
import { type Attached, label, type Labels } from "./attached.js"

const PORT = 6379

export function redis(config: NamedService, labels: Labels): Attached {
  const container = dag
    .container()
    .from(config.image)
    .withExposedPort(PORT)
    .with(healthyWithin(config.readyWithinSeconds, ["redis-cli", "ping"]))
  const service = label(container, labels).asService({
    args: ["redis-server", "--save", "", "--appendonly", "no", ...config.args],
    useEntrypoint: true,
  })
  return { host: config.name, service, variables: { [config.variable]: `redis://${config.name}:${PORT}/0` } }
}
