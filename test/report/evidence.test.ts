/** Shows what the report is told of a load, a bake, probes and suites, and that a run taken up again still knows it. */
import { describe, expect, it } from "vitest"
import { Scenario } from "../../.dagger/lib/config/load-schema.js"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { curvesOf, slicesIn } from "../../.dagger/lib/evidence/k6-curves.js"
import { type Entry, pastOf } from "../../.dagger/lib/journal/entry.js"
import { recalled } from "../../.dagger/lib/journal/recall.js"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import { watchOf } from "../../.dagger/lib/observability/evidence.js"
import { runPlan } from "../../.dagger/lib/pipeline/run.js"
import { roundsOf } from "../../.dagger/lib/probes/evidence.js"
import { clipped } from "../../.dagger/lib/report/clip.js"
import { currentReport } from "../../.dagger/lib/report/earlier.js"
import type { Evidence, LoadCurves } from "../../.dagger/lib/report/evidence.js"
import { type Report, stepOf } from "../../.dagger/lib/report/model.js"
import { testsOf } from "../../.dagger/lib/steps/suite-evidence.js"
import { releasable, yamlOf } from "../config/config-text.js"
import { alert } from "../observability/observed.js"
import { coverage, makeSuite } from "../steps/suite-text.js"
import { shipped } from "./sample.js"

describe("a load", () => {
  const plan = Scenario.parse({
    ratePerSecond: 10,
    durationSeconds: 5,
    endpoints: [{ path: "/a" }, { method: "POST", path: "/b" }],
    thresholds: { minRequests: 40 },
  })
  const numbers = { requests: 50, p95Seconds: 0.2, errorPercent: 2, dropped: 0 }
  const metrics = {
    "http_req_duration{expected_response:true}": {
      values: { max: 300, med: 20, min: 1.2345678, "p(95)": 200, avg: 30, "p(99.9)": 299 },
    },
    "http_reqs{slice:3}": { values: { count: 5 } },
    "http_req_failed{slice:3}": { values: { rate: 0.2 } },
    "http_req_duration{slice:3}": { values: { "p(95)": 80 } },
    // k6 says 0 for what it never measured.
    "http_req_duration{slice:4}": { values: { "p(95)": 0 } },
    "http_reqs{endpoint:1}": { values: { count: 25 } },
    "http_req_duration{endpoint:1}": { values: { "p(95)": 90 } },
  }
  const curves = (found: object) => curvesOf(JSON.stringify({ metrics: found }), { ...plan, name: "browse" }, numbers)

  it("is drawn from what k6 summed up: percentiles rising, slices, endpoints", () => {
    const { latency, slices, endpoints } = curves(metrics)

    expect(latency).toEqual([
      { percentile: 0, seconds: 0.001235 },
      { percentile: 50, seconds: 0.02 },
      { percentile: 95, seconds: 0.2 },
      { percentile: 99.9, seconds: 0.299 },
      { percentile: 100, seconds: 0.3 },
    ])
    expect(slices).toHaveLength(slicesIn(5))
    expect(slices[3]).toEqual({ from: 1.5, until: 2, requests: 5, errors: 1, p95Seconds: 0.08 })
    expect(slices[4]).toEqual({ from: 2, until: 2.5, requests: 0, errors: 0, p95Seconds: null })
    expect(endpoints).toEqual([
      { asks: "GET /a", requests: 0, errorPercent: 0, p95Seconds: null },
      { asks: "POST /b", requests: 25, errorPercent: 0, p95Seconds: 0.09 },
    ])
  })

  it("is drawn, too, where an earlier Shipway wrote it down: one, without a name", () => {
    const [step] = shipped.steps.filter(({ name }) => name === "load staging")
    const [{ name, ...unnamed }] = step!.evidence.load as [LoadCurves]
    const earlier = { ...step!.evidence, load: unnamed } as unknown as Evidence
    const recorded = { ...shipped, schemaVersion: 1, steps: [{ ...step!, evidence: earlier }] } as unknown as Report

    expect(currentReport(recorded)).toEqual({ ...shipped, steps: [step] })
    expect(currentReport(shipped)).toEqual(shipped)
    expect(stepOf({ ...step!, startedAt: 0, folder: "load-staging", evidence: earlier }).evidence.load).toEqual([
      { ...unnamed, name },
    ])
  })

  it("has no slices where the script makes none", () => {
    expect(curves({})).toMatchObject({ name: "browse", latency: [], slices: [], requests: 50 })
  })
})

describe("a bake", () => {
  const watched = {
    from: 1000,
    until: 1020.04,
    extended: false,
    verdict: {
      status: StepStatus.Passed,
      severity: undefined,
      rules: [{ name: "Down", status: StepStatus.Passed, severity: Severity.Critical, summary: "quiet" }],
    },
    spells: [{ alert: "Down", state: "pending" as const, from: 998, until: 1003, labels: {}, ours: true }],
  }
  const points = (count: number) =>
    Array.from({ length: count }, (_, index): [number, number] => [1000 + index, index === 777 ? 9 : 1])

  it("is told in seconds since its window began", () => {
    const told = watchOf([alert("Down", Severity.Critical, { expr: "up == 0", forSeconds: 2 })], watched, [
      {
        name: "rate",
        expr: "r",
        series: [
          {
            labels: { job: "app", code: "500" },
            points: [
              [1000, 1],
              [1001, NaN],
            ],
          },
        ],
      },
      { name: "gone", expr: "g", problem: "no such metric", series: [] },
    ])

    expect(told).toMatchObject({
      durationSeconds: 20,
      rules: [{ name: "Down", expr: "up == 0", forSeconds: 2, severity: "critical", status: "passed" }],
      spells: [{ from: -2, until: 3 }],
    })
    expect(told.series).toEqual([
      {
        name: "rate",
        expr: "r",
        problem: null,
        lines: [
          {
            labels: "job=app code=500",
            points: [
              [0, 1],
              [1, null],
            ],
          },
        ],
        linesTotal: 1,
      },
      { name: "gone", expr: "g", problem: "no such metric", lines: [], linesTotal: 0 },
    ])
  })

  it("is thinned out, but never by its peaks", () => {
    const lines = Array.from({ length: 9 }, () => ({ labels: {}, points: points(3600) }))
    const [series] = watchOf([], watched, [{ name: "rate", expr: "r", series: lines }]).series

    expect(series).toMatchObject({ linesTotal: 9 })
    expect(series!.lines).toHaveLength(6)
    expect(series!.lines[0]!.points.length).toBeLessThanOrEqual(240)
    expect(series!.lines[0]!.points).toContainEqual([777, 9])
  })
})

it("a probe is told with what it expects of this very release, and without what it sends", () => {
  const { probes } = loadConfig(
    yamlOf({
      ...releasable,
      probes: {
        version: {
          path: "/v",
          headers: { authorization: "hush" },
          json: { version: "{version}", digest: { matches: "^{digest}$" } },
          times: 2,
        },
        chat: { path: "/ws", websocket: { send: { message: "hush" } }, json: { type: "final" } },
      },
    }),
    "shipway.yaml",
  )
  const told = probes.map((probe) => roundsOf(probe, { version: "v1", sha: "s", digest: "sha256:1" }, [120, 80]))

  expect(told[0]).toMatchObject({
    asks: "GET /v",
    expects: ["status 200", "version is v1", "digest matches ^sha256:1$"],
    seconds: [0.12, 0.08],
    times: 2,
  })
  expect(told[1]).toMatchObject({ asks: "WebSocket /ws", expects: ["a message", "type is final"] })
  expect(JSON.stringify(told)).not.toContain("hush")
})

it("a suite is told with its gate and the least covered files", () => {
  const xml = coverage(2, 10)
  const told = testsOf(
    makeSuite({ coverageOver: 80 }),
    { cases: [], coverage: { xml, total: { covered: 2, valid: 10 } } },
    3,
  )

  expect(told.coverage).toEqual({
    covered: 2,
    valid: 10,
    over: 80,
    files: [{ name: "m", covered: 2, valid: 10 }],
    filesTotal: 1,
  })
})

it.each([
  ["short", 5, "short"],
  ["too long", 3, "too… (5 more characters)"],
  ["ab\u{1F600}", 3, "ab… (2 more characters)"],
])("cuts %j after %d", (text, most, cut) => {
  expect(clipped(text, most)).toBe(cut)
})

it("a run that is taken up again still has what its steps showed, and where they left their files", async () => {
  const { evidence } = shipped.steps.find(({ name }) => name === "lint")!
  const outcome = { status: StepStatus.Passed, summary: "clean", evidence, files: {} as never }
  const planned = {
    name: "lint",
    kind: "lint" as const,
    environment: undefined,
    needs: [],
    follows: [],
    changes: undefined,
  }
  const [record] = await runPlan([planned], {
    execute: () => Promise.resolve(outcome),
    clock: { now: () => 1000, sleep: () => Promise.resolve() },
  })
  const written = { ...record!, files: undefined }
  const entry: Entry = {
    at: "",
    attempt: "1",
    type: "ended",
    step: "lint",
    record: written,
    handed: { deployments: {} },
  }
  const past = pastOf([JSON.parse(JSON.stringify(entry)) as Entry])

  expect(stepOf(recalled(past, planned)!, planned, 5000)).toMatchObject({ evidence, folder: "lint", remembered: true })
})
