/** Shows a bake with real parts: passed with evidence, failed at once when a critical alert fires, and never passed without samples. */
import type { NamedScenario } from "../../.dagger/lib/config/load-scenarios.js"
import { beforeAll, describe, expect, it } from "vitest"
import type { Bake } from "../../.dagger/lib/config/bake-schema.js"
import type { EnvironmentName } from "../../.dagger/src/names.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { StepKind } from "../../.dagger/lib/pipeline/definition.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import { bake } from "../../.dagger/lib/steps/bake.js"
import { execute } from "../../.dagger/lib/steps/index.js"
import { load } from "../../.dagger/lib/steps/load.js"
import { serving } from "../../.dagger/lib/targets/embedded/index.js"
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

/** The requests that the app itself has counted. */
async function counted(context: Context, environment: EnvironmentName): Promise<number> {
  const base = await context.target(environment).url(context, context.handed.deployments[environment]!)
  const metrics = await (await fetch(`${base}/metrics`)).text()
  return [...metrics.matchAll(/^request_count_total\{.*\} (\S+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0)
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
    expect(await outcome.files!.file("prometheus.yml").contents()).toMatch(/targets:\n\s+- \S+:8000/)
    expect(JSON.parse(await outcome.files!.file("alerts.json").contents())).toMatchObject({ extended: false })
    const series = JSON.parse(await outcome.files!.file("series.json").contents()) as Drawn[]
    expect(series.map(({ name }) => name)).toEqual(["error rate", "p95 seconds", "requests per second"])
    const left = await counted(context, "production")
    await new Promise((passed) => setTimeout(passed, 2000))
    expect(await counted(context, "production"), "the load ended with the bake").toBe(left)
    // Two of the three endpoints are counted by the app, so about 3 of the 5 requests per second.
    expect(series[2]!.series[0]!.points.at(-1)![1]).toBeGreaterThan(1)
  })

  it("is inconclusive without traffic and without metrics, extends once, and is major then", async () => {
    const idle = { ratePerSecond: 5, endpoints: [{ method: "GET" as const, path: "/health" }] }
    // In two environments: a scrape of a path that is not there is traffic, too.
    const [noTraffic, noMetrics] = await Promise.all([
      bake(baking(context, { load: idle }), "staging"),
      bake(baking(context, { load: idle, scrape: { path: "/metric" } }), "production"),
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

  it("load judges each scenario by its own thresholds, and leaves the numbers and k6's dashboard of each", async () => {
    const { config } = context
    const [only] = config.load!.scenarios as [NamedScenario]
    const brief = (name: string, p95Seconds: number) => {
      const thresholds = { ...only.thresholds, minRequests: 30, p95Seconds }
      // Two at once on a busy machine must be able to offer it: less would be inconclusive.
      return { ...only, name, ratePerSecond: 10, durationSeconds: 4, thresholds }
    }
    const scenarios = [brief("browse", 3), brief("strict", 0.0001)]
    const outcome = await load({ ...context, config: { ...config, load: { order: "together", scenarios } } }, "staging")

    expect(outcome, outcome.summary).toMatchObject({ status: "failed" })
    expect(outcome.parts!.map(({ name, status, severity }) => [name, status, severity])).toEqual([
      ["browse", "passed", undefined],
      ["strict", "failed", "major"],
    ])
    expect(outcome.evidence!.load!.map(({ name, slices }) => [name, slices.length > 0])).toEqual([
      ["browse", true],
      ["strict", true],
    ])
    expect(await outcome.files!.entries()).toEqual(["browse/", "strict/"])
    expect(await outcome.files!.entries({ path: "strict" })).toEqual(["dashboard.html", "output.txt", "summary.json"])
    expect(await outcome.files!.file("browse/dashboard.html").contents()).toMatch(/<html[^]*k6/)
  })
})

it("over a service that goes down, is critical at once", async () => {
  const context = await deployed({}, "production")
  const baked = bake(baking(context, { durationSeconds: 60 }), "production")
  await new Promise((passed) => setTimeout(passed, 15_000))
  await serving(context, context.handed.deployments.production!).stop({ kill: true })
  const outcome = await baked

  expect(outcome, outcome.summary).toMatchObject({ status: "failed", severity: "critical" })
  expect(outcome.summary).toContain("ServiceDown fired")
})

it("over a release that fails every second request, ends at once and is critical, by its metrics or by the load's", async () => {
  const context = await deployed({ fault: "error-rate", at: "production" }, "production")
  const long = baking(context, { durationSeconds: 120 })
  const outcomes = await Promise.all([bake(long, "production"), bake(unreadable(long), "production")])

  for (const outcome of outcomes) {
    const file = await outcome.files!.file("alerts.json").contents()
    const { from, until } = JSON.parse(file) as Record<string, string>
    expect(outcome, outcome.summary).toMatchObject({ status: "failed", severity: "critical" })
    expect(outcome.summary).toContain("HighErrorRate fired")
    expect((Date.parse(until!) - Date.parse(from!)) / 1000).toBeLessThan(30)
  }
})

/** The same bake on a platform whose metrics nobody may read. */
function unreadable(context: Context): Context {
  const baked = baking(context, { scrape: false, series: {} })
  const requests = "sum(rate(k6_http_reqs_total[5s]))"
  const expr = `sum(rate(k6_http_reqs_total{expected_response="false"}[5s])) / ${requests} > 0.05`
  const alerts = context.config.alerts.slice(0, 1).map((rule) => ({ ...rule, expr, evidence: requests }))
  return { ...baked, config: { ...baked.config, alerts } }
}

interface Drawn {
  name: string
  series: { points: [string, number | null][] }[]
}

function partsOf({ parts = [] }: Outcome): unknown[] {
  return parts.map(({ name, status, severity }) => [name, status, severity])
}
