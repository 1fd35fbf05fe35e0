/** Shows that no service can keep who needs it waiting for ever, and that suites, shards and attempts share none. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { services } from "../../.dagger/lib/services/index.js"
import { minimal, yamlOf } from "../config/config-text.js"

interface Call {
  operation: string
  args?: Record<string, unknown>
}

/** Dagger builds lazily: what it would ask the engine for is there as data. */
function callsOf(lazy: unknown): Call[] {
  return (lazy as { _ctx: { _queryTree: Call[] } })._ctx._queryTree
}

const kinds = {
  postgres: { kind: "postgres", variable: "DATABASE_URL", readyWithinSeconds: 7 },
  redis: { kind: "redis", variable: "REDIS_URL" },
}
const configs = loadConfig(yamlOf({ ...minimal, services: kinds }), "shipway.yaml").services

describe("a service", () => {
  it.each(services(configs, {}).map((one, index) => [one.host, one, [7, 60][index]!] as const))(
    "%s has to be healthy in time",
    (_, { service }, seconds) => {
      const health = callsOf(service).find(({ operation }) => operation === "withDockerHealthcheck")

      expect(health?.args).toMatchObject({ startPeriod: `${seconds}s`, retries: 1, interval: "1s" })
      expect((health?.args?.["args"] as string[]).slice(0, 2)).toEqual(["timeout", "5"])
    },
  )

  it("gets the arguments that the config adds, after its own", () => {
    const tuned = configs.map((config) => ({ ...config, args: ["-c", "max_connections=500"] }))
    const argsOf = (service: unknown) => callsOf(service).at(-1)?.args?.["args"] as string[]

    for (const [index, { service }] of services(tuned, {}).entries())
      expect(argsOf(service)).toEqual([...argsOf(services(configs, {})[index]!.service), "-c", "max_connections=500"])
  })

  it("is another for each label", () => {
    const made = ["1", "2"].map((attempt) => services(configs, { attempt }).map(({ service }) => variables(service)))

    expect(made[0]).not.toEqual(made[1])
    expect(made[0]!.every((own) => own["SHIPWAY_ATTEMPT"] === "1")).toBe(true)
  })
})

function variables(service: unknown): Record<string, unknown> {
  const set = callsOf(service).filter(({ operation }) => operation === "withEnvVariable")
  return Object.fromEntries(set.map(({ args }) => [String(args!["name"]), args!["value"]]))
}
