/** Owns the map from a service's kind to its container. */
import type { NamedService } from "../config/resolve.js"
import type { Attached, Labels } from "./attached.js"
import { postgres } from "./postgres.js"
import { redis } from "./redis.js"

const kinds = { postgres, redis } as const satisfies Record<
  NamedService["kind"],
  (config: NamedService, labels: Labels) => Attached
>

export function services(configs: readonly NamedService[], labels: Labels): Attached[] {
  return configs.map((config) => kinds[config.kind](config, labels))
}
