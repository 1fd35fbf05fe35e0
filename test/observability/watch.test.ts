/** Shows how long a bake looks, and what ends it, against a Prometheus whose answers follow a script and a clock that only sleeps. */
import { describe, expect, it } from "vitest"
import { Bake } from "../../.dagger/lib/config/bake-schema.js"
import { Severity } from "../../.dagger/src/names.js"
import type { Series } from "../../.dagger/lib/observability/answers.js"
import type { Prometheus } from "../../.dagger/lib/observability/prometheus.js"
import { coverage } from "../../.dagger/lib/observability/look.js"
import { longestSeconds, watch, type Watched } from "../../.dagger/lib/observability/watch.js"
import { alert, origin, state } from "./observed.js"

const alerts = [alert("Errors", Severity.Critical), alert("Slow", Severity.Major)]
const bake = Bake.parse({ durationSeconds: 20, intervalSeconds: 1 })

type Span = [number, number]

/** Seconds since the start between which something is so. */
interface Script {
  traffic?: Span
  /** What the rule Slow has to judge; as the traffic, unless told. */
  slow?: Span
  scrapes?: Span
  firing?: Record<string, Span>
  pending?: Record<string, Span>
  broken?: Span
  load?: Span
}

const ALWAYS: Span = [0, 1000]
const NEVER: Span = [1, 0]

async function watched(script: Script, change: Partial<Bake> = {}): Promise<Watched> {
  const clock = { seconds: 0, now: () => clock.seconds * 1000, sleep: (ms: number) => pass(ms / 1000) }
  const pass = (seconds: number) => {
    clock.seconds += seconds
    return Promise.resolve()
  }
  const prometheus = scripted(script, () => clock.seconds)
  return watch({ prometheus, alerts, bake: { ...bake, ...change }, origin, clock, begun: 0 })
}

function scripted(script: Script, now: () => number): Prometheus {
  const {
    traffic = ALWAYS,
    scrapes = ALWAYS,
    firing = {},
    pending = {},
    broken = NEVER,
    load = ALWAYS,
    slow = traffic,
  } = script
  const stateAt = (name: string, at: number) =>
    within(firing[name] ?? NEVER, at) ? "firing" : within(pending[name] ?? NEVER, at) ? "pending" : undefined
  const answer = <T>(value: () => T): Promise<T> =>
    within(broken, now()) ? Promise.reject(new Error("connection refused")) : Promise.resolve(value())
  return {
    rules: () => answer(() => alerts.map(({ name }) => state(name, stateAt(name, now())))),
    targets: () => answer(() => [{ health: "", lastError: within(scrapes, now()) ? "" : "HTTP status 404" }]),
    range: (expr, { from, until, step }) =>
      answer(() => {
        const of = (labels: Record<string, string>, span: Span): Series[] => {
          const points: Series["points"] = []
          for (let at = from; at <= until; at += step) if (within(span, at)) points.push([at, 1])
          return points.length > 0 ? [{ labels, points }] : []
        }
        if (expr === "up") return of({}, scrapes)
        if (expr === "k6_http_reqs_total") return of({}, load)
        if (expr !== "ALERTS") return of({}, expr === "Slow_evidence" ? slow : traffic)
        return Object.entries(firing).flatMap(([alertname, span]) =>
          of({ alertname, alertstate: "firing", ...origin }, span),
        )
      }),
  }
}

function within([from, until]: Span, at: number): boolean {
  return at >= from && at <= until
}

describe("a bake", () => {
  it.each<[string, Script, string, string | undefined, number]>([
    ["passes after one window", {}, "passed", undefined, 20],
    ["waits for the first traffic before the window begins", { traffic: [7, 1000] }, "passed", undefined, 20],
    ["ends at once when a critical alert fires", { firing: { Errors: [6, 1000] } }, "failed", "critical", 6],
    [
      "ends at once when a critical alert fires before all evidence was there",
      { traffic: [0, 3], slow: NEVER, firing: { Errors: [5, 1000] } },
      "failed",
      "critical",
      1,
    ],
    [
      "watches on when a major alert fires: a critical one may follow",
      { firing: { Slow: [6, 9] } },
      "failed",
      "major",
      20,
    ],
    ["ends at the critical alert that follows", { firing: { Slow: [3, 9], Errors: [8, 99] } }, "failed", "critical", 8],
    [
      "extends once when traffic ends too early, and then is inconclusive",
      { traffic: [0, 12] },
      "inconclusive",
      "major",
      40,
    ],
    ["passes when traffic is back in the extension", { traffic: [25, 1000] }, "passed", undefined, 40],
    [
      "extends when an alert is pending at the end, and passes when it is not any more",
      { pending: { Slow: [19, 22] } },
      "passed",
      undefined,
      40,
    ],
    [
      "extends when an alert is pending at the end, and fails when it fires",
      { pending: { Errors: [19, 22] }, firing: { Errors: [23, 99] } },
      "failed",
      "critical",
      23,
    ],
    ["survives reads that fail within the window", { broken: [4, 9] }, "passed", undefined, 20],
    ["is inconclusive when Prometheus is gone", { broken: [10, 1000] }, "inconclusive", "major", 40],
  ])("%s", async (_, script, status, severity, seconds) => {
    const { verdict, from, until, extended } = await watched(script)

    expect(verdict).toMatchObject({ status, severity })
    expect(until - from).toBe(seconds)
    expect(extended).toBe(seconds > 20)
  })

  it.each<[string, Script, string]>([
    ["the scrape's own reason", { scrapes: NEVER, traffic: NEVER }, "HTTP status 404"],
    ["that there was no load", { load: NEVER, traffic: NEVER }, "the load reports no request"],
    ["that Prometheus did not answer", { broken: ALWAYS }, "connection refused"],
  ])("is inconclusive with %s", async (_, script, reason) => {
    const { verdict, until } = await watched(script)

    expect(verdict).toMatchObject({ status: "inconclusive", severity: "major" })
    for (const { summary } of verdict.rules) expect(summary).toContain(reason)
    expect(until).toBeLessThan(longestSeconds(bake))
  })

  it("does without a scrape where the platform gives none", async () => {
    expect((await watched({ scrapes: NEVER }, { scrape: false })).verdict.status).toBe("passed")
    expect((await watched({ scrapes: NEVER })).verdict.status).toBe("inconclusive")
  })
})

it("evidence is there where any of its series is above 0", () => {
  const series = (...values: number[]) => ({
    labels: {},
    points: values.map((value, at): [number, number] => [at, value]),
  })

  expect(coverage([], 4)).toBe(0)
  expect(coverage([series(0, NaN, -1, 0)], 4)).toBe(0)
  expect(coverage([series(0, 1, 0, 2)], 4)).toBe(50)
  expect(coverage([series(1, 0, 0, 0), series(1, 0, 3, 0)], 4)).toBe(50)
})
