/** Owns the smallest config that resolves, for tests that change one thing in it. */
import { stringify } from "yaml"

export const minimal = {
  project: "sample",
  tests: { unit: { command: ["run-tests", "--out={junit}"] } },
}

export const releasable = {
  ...minimal,
  image: { migrate: ["migrate"] },
  probes: { health: { path: "/health" } },
  load: { ratePerSecond: 10, durationSeconds: 5, endpoints: [{ path: "/" }], thresholds: { minRequests: 40 } },
}

export function yamlOf(value: unknown): string {
  return stringify(value)
}
