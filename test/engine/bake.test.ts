/** Shows a bake with real parts: passed with evidence, failed at once when a critical alert fires, and never passed without samples. */
import { beforeAll, describe, expect, it } from "vitest"
import type { Bake } from "../../.dagger/src/config/bake-schema.js"
import type { EnvironmentName } from "../../.dagger/src/names.js"
import type { Context } from "../../.dagger/src/pipeline/context.js"
import type { StepKind } from "../../.dagger/src/pipeline/definition.js"
import type { Outcome } from "../../.dagger/src/pipeline/outcome.js"
import { bake } from "../../.dagger/src/steps/bake.js"
import { execute } from "../../.dagger/src/steps/index.js"
import { load } from "../../.dagger/src/steps/load.js"
import { contextFor, sample, useSession } from "./harness.js"

useSession()

const PROJECT = "test-bake"
const short = (config: string) => config.replace("durationSeconds: 20", "durationSeconds: 10")

async function deployed(asked: { fault?: string; at?: string }, ...environments: EnvironmentName[]): Promise<Context> {
  const context = await contextFor(await sample(PROJECT, short), asked)
  const run = (kind: StepKind, environment?: EnvironmentName) =>
    execute(context, { name: kind, kind, environment, needs: [], follows: [], changes: undefined }, [])
  await run("build")
  await run("publish")
  await Promise.all(
    environments.map(async (environment) => {
      await run("migrate", environment)
      await run("deploy", environment)
    }),
  )
  return context
}

/** The same deployment, baked otherwise. */
function baking(context: Context, change: Partial<Bake>): Context {
  return { ...context, config: { ...context.config, bake: { ...context.config.bake!, ...change } } }
}

describe("over a healthy release", () => {
  let context: Context
  beforeAll(async () => {
    context = await deployed({}, "staging", "production")
  })

  it("passes, and leaves rules, settings, the alerts' timeline and the declared series", async () => {
    const outcome = await bake(context, "production")

    expect(outcome, outcome.summary).toMatchObject({ status: "passed" })
    expect(partsOf(outcome)).toEqual([
      ["HighErrorRate", "passed", "critical"],
      ["HighLatency", "passed", "major"],
      ["ServiceDown", "passed", "critical"],
    ])
    expect(await outcome.files!.file("rules.yml").contents()).toContain(context.request.attempt)
    expect(await outcome.files!.file("prometheus.yml").contents()).toContain("target:8000")
    expect(JSON.parse(await outcome.files!.file("alerts.json").contents())).toMatchObject({ extended: false })
    const series = JSON.parse(await outcome.files!.file("series.json").contents()) as Drawn[]
    expect(series.map(({ name }) => name)).toEqual(["error rate", "p95 seconds", "requests per second"])
    // Two of the three endpoints are counted by the app, so about 3 of the 5 requests per second.
    expect(series[2]!.series[0]!.points.at(-1)![1]).toBeGreaterThan(1)
  })

  it("is inconclusive without traffic and without metrics, extends once, and is major then", async () => {
    const idle = { ratePerSecond: 5, endpoints: [{ method: "GET" as const, path: "/health" }] }
    const [noTraffic, noMetrics] = await Promise.all([
      bake(baking(context, { load: idle }), "staging"),
      bake(baking(context, { load: idle, scrape: { path: "/metric" } }), "staging"),
    ])

    for (const outcome of [noTraffic, noMetrics]) {
      expect(outcome).toMatchObject({ status: "inconclusive", severity: "major" })
      expect(outcome.summary).toContain("extended once")
    }
    expect(partsOf(noTraffic)).toEqual([
      ["HighErrorRate", "inconclusive", "major"],
      ["HighLatency", "inconclusive", "major"],
      ["ServiceDown", "passed", "critical"],
    ])
    for (const { status } of noMetrics.parts!) expect(status).toBe("inconclusive")
    expect(noMetrics.summary).toContain("404")
  })

  it("load leaves k6's own dashboard and its raw summary, also when it is short", async () => {
    const { config } = context
    const brief = { ...config.load!, durationSeconds: 4, thresholds: { ...config.load!.thresholds, minRequests: 60 } }
    const outcome = await load({ ...context, config: { ...config, load: brief } }, "staging")

    expect(outcome, outcome.summary).toMatchObject({ status: "passed" })
    expect(await outcome.files!.entries()).toEqual(["dashboard.html", "output.txt", "summary.json"])
    expect(await outcome.files!.file("dashboard.html").contents()).toMatch(/<html[^]*k6/)
  })
})

it("over a release that fails every second request, ends at once and is critical", async () => {
  const context = await deployed({ fault: "error-rate", at: "production" }, "production")
  const outcome = await bake(baking(context, { durationSeconds: 120 }), "production")
  const { from, until } = JSON.parse(await outcome.files!.file("alerts.json").contents()) as Record<string, string>

  expect(outcome, outcome.summary).toMatchObject({ status: "failed", severity: "critical" })
  expect(outcome.summary).toContain("HighErrorRate fired")
  expect((Date.parse(until!) - Date.parse(from!)) / 1000).toBeLessThan(30)
})

interface Drawn {
  name: string
  series: { points: [string, number | null][] }[]
}

function partsOf({ parts = [] }: Outcome): unknown[] {
  return parts.map(({ name, status, severity }) => [name, status, severity])
}
