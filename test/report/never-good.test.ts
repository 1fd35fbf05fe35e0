/** Shows that the page words nothing as good: what was not asked, did not run or could not be read says so. */
import { describe, expect, it } from "vitest"
import { StepStatus } from "../../.dagger/src/names.js"
import { toHtml } from "../../.dagger/lib/report/html/page.js"
import type { LoadCurves } from "../../.dagger/lib/report/evidence.js"
import type { Report, ReportEnvironment, ReportStep } from "../../.dagger/lib/report/model.js"
import { evidence } from "./sample-evidence.js"
import { NEW, OLD, part, scenarios, shipped } from "./sample.js"

const { Failed, Error, Inconclusive, Skipped } = StepStatus
/** The config of the sample has no bake. */
const sample = (name: string): ReportStep =>
  shipped.steps.find((step) => step.name === name) ?? { ...shipped.steps[0]!, name, environment: "production" }

const plain = (html: string) =>
  html
    .replace(/<style>[^]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim()

const page = (more: Partial<Report>) => toHtml({ ...shipped, ...more }, "")

/** Without the mark and its word. */
function tileOf(name: string, more: Partial<ReportStep>): string {
  const html = page({ steps: [{ ...sample(name), ...more }] })
  return plain(/<nav class="tiles"[^]*?<\/nav>/.exec(html)![0]).replace(/^\S+ \w+: /, "")
}

const noTests = { passed: 0, failed: 0, skipped: 0, flaky: 0, seconds: 0, coverage: null, cases: [] }
const suites = (...all: object[]) => ({
  evidence: { tests: all.map((one, index) => ({ name: `suite-${index}`, ...noTests, ...one })) },
})
const [loaded] = evidence["load staging"]!.load!
const unloaded: LoadCurves = { ...loaded!, requests: 0, errorPercent: 0, latency: [], slices: [], endpoints: [] }
const baked = evidence["bake production"]!.bake!

describe("a tile", () => {
  it.each<[string, string, Partial<ReportStep>, string]>([
    [
      "of a readiness that broke before it asked",
      "readiness production",
      { status: Error, parts: [] },
      "A way back none nothing was asked",
    ],
    [
      "of a readiness in which no question applied",
      "readiness production",
      { parts: [part("flags", Skipped)] },
      "A way back none nothing was asked",
    ],
    [
      "of a readiness that said yes",
      "readiness production",
      { parts: [part("platform"), part("flags", Skipped)] },
      "A way back 1 of 1 answered yes",
    ],
    [
      "of a readiness that said no",
      "readiness production",
      { status: Failed, parts: [part("platform"), part("flags", Failed)] },
      "A way back 1 of 2 1 not answered yes",
    ],
    [
      "of a readiness that broke after its answers",
      "readiness production",
      { status: Error, parts: [part("platform")] },
      "A way back 1 of 1 the step: error",
    ],
    [
      "of no probes",
      "smoke staging",
      { evidence: { probes: [] }, parts: [] },
      "Probes, staging none nothing was asked",
    ],
    ["of tests without a suite", "test", { status: Error, ...suites(), parts: [] }, "Tests none nothing ran"],
    [
      "of a suite that died",
      "test",
      { status: Error, ...suites({}), parts: [part("unit", Error)] },
      "Tests none nothing ran, 1 of 1 suite not passed",
    ],
    [
      "of a suite that died beside one that passed",
      "test",
      { status: Error, ...suites({ passed: 3 }, {}), parts: [part("unit"), part("api", Error)] },
      "Tests 3 tests 1 of 2 suites not passed",
    ],
    [
      "of tests that were all skipped",
      "test",
      { ...suites({ skipped: 4 }), parts: [part("unit")] },
      "Tests none nothing ran, 4 skipped",
    ],
    [
      "of a test step that did not pass although its suites did",
      "test",
      { status: Inconclusive, ...suites({ passed: 3 }), parts: [part("unit")] },
      "Tests 3 tests the step: inconclusive, 1 suite",
    ],
    [
      "of tests that passed",
      "test",
      { ...suites({ passed: 3 }), parts: [part("unit")] },
      "Tests 3 tests all passed, 1 suite",
    ],
    ["of lint without tools", "lint", { evidence: { lint: [] }, parts: [] }, "Lint none nothing was asked"],
    [
      "of a tool that died",
      "lint",
      { status: Error, evidence: { lint: [] }, parts: [part("mypy", Error)] },
      "Lint 0 of 1 1 not passed",
    ],
    [
      "of a tool that died beside one that found nothing",
      "lint",
      {
        status: Error,
        evidence: { lint: [{ ...evidence["lint"]!.lint![0]!, total: 0 }] },
        parts: [part("mypy"), part("bandit", Error)],
      },
      "Lint 0 findings 2 tools, 1 not passed",
    ],
    [
      "of a load without a request",
      "load staging",
      { status: Inconclusive, evidence: { load: [unloaded] } },
      "Load, staging no answer limit 3 s; nothing was asked",
    ],
    [
      "of a bake without rules",
      "bake production",
      { status: Inconclusive, evidence: { bake: { ...baked, rules: [] } } },
      "Watched 20.0 s no alert rule was asked",
    ],
  ])("%s", (_, name, more, told) => {
    expect(tileOf(name, more)).toBe(told)
  })
})

describe("a card of what serves", () => {
  const seen: ReportEnvironment = {
    name: "production",
    recordedDigest: NEW,
    recordedRun: "run-1",
    answeredDigest: NEW,
    answeredVersion: "src-1",
    url: null,
    problem: null,
  }
  const unread = { recordedDigest: null, recordedRun: null, answeredDigest: null, answeredVersion: null }

  it.each<[string, Partial<ReportEnvironment>, string]>([
    ["the release", {}, "this release"],
    [
      "the release before",
      { recordedDigest: OLD, answeredDigest: OLD, answeredVersion: "src-0" },
      "the release before",
    ],
    ["a third one", { recordedDigest: "sha256:c", answeredDigest: "sha256:c" }, "another release"],
    ["nothing", unread, "no release"],
    ["a release that gives no digest", { answeredDigest: null }, "this release"],
    ["what nobody could read", { ...unread, problem: "status 500" }, "unknown"],
    ["a record without an answer", { answeredDigest: null, answeredVersion: null, problem: "status 500" }, "unknown"],
    ["a record that the service contradicts", { answeredDigest: OLD }, "unknown: record and answer differ"],
    ["a version without a record", { ...unread, answeredVersion: "src-1" }, "unknown: record and answer differ"],
    ["an answer without a record", { recordedDigest: null, recordedRun: null }, "unknown: record and answer differ"],
    [
      "a record whose version the service contradicts",
      { answeredDigest: null, answeredVersion: "src-0" },
      "unknown: record and answer differ",
    ],
  ])("is headed by what is known of %s", (_, more, which) => {
    const html = page({ environments: [{ ...seen, ...more }] })

    expect(/<span class="which">([^<]*)</.exec(html)![1]).toBe(which)
  })
})

describe("a load without a request", () => {
  const told = (curves: LoadCurves) =>
    plain(page({ steps: [{ ...sample("load staging"), evidence: { load: [curves] } }] }))

  it("keeps no limit on errors", () => {
    expect(told(unloaded)).toContain("failed requests none below 5 % ✘ no")
  })

  it("has no share of errors per endpoint, and none of it answered", () => {
    const silent: LoadCurves = {
      ...unloaded,
      slices: [{ from: 0, until: 15, requests: 0, errors: 0, p95Seconds: null }],
      endpoints: [{ asks: "GET /chat", requests: 0, errorPercent: 0, p95Seconds: null }],
    }

    expect(told(silent)).toContain("GET /chat 0 – –")
    expect(told(silent)).not.toContain("none failed")
  })
})

describe("a load of several scenarios", () => {
  const told = page({ steps: scenarios.steps.filter(({ name }) => name === "load staging") })
  const tiles = [...told.matchAll(/<li class="(\w+)">\s*<a href="#step-load-staging"[^]*?<\/li>/g)]

  it("has a tile for each, with its own end: one that broke measured nothing", () => {
    expect(tiles.map(([text, look]) => [look, plain(text)])).toEqual([
      ["passed", "✔ passed: Load browse, staging p95 33.8 ms limit 3 s; 300 requests, 1 % errors"],
      ["failed", "✘ failed: Load chat, staging p95 4.05 s limit 3 s; 30 requests, 1 % errors"],
      ["error", "! error: Load search, staging none nothing was measured"],
    ])
  })

  it("draws each below its own heading, the good ones as open as the bad", () => {
    const drawn = [...told.matchAll(/<h4><span class="name">(\w+)<\/span><\/h4>[^]*?<\/details>/g)]

    expect(drawn.map(([, name]) => name)).toEqual(["browse", "chat"])
    for (const [text] of drawn)
      expect(text.match(/<b>(Latency|Requests per second|p95 over time)<\/b>/g)).toHaveLength(3)
    expect(told.match(/<details class="part (passed|failed)"\s+open>/g)).toHaveLength(2)
  })
})

describe("what a release would go back to", () => {
  const before = (flow: Report["flow"], readiness: Partial<ReportStep>) => {
    const steps = [{ ...sample("readiness production"), ...readiness }]
    const html = page({ flow, release: { ...shipped.release, previous: null }, steps })
    return plain(/<dt>Before it<\/dt>\s*<dd>([^]*?)<\/dd>/.exec(html)![1]!)
  }

  it.each<[string, Report["flow"], Partial<ReportStep>, string]>([
    ["nothing where a release began by reading production", "release", { status: Skipped, parts: [] }, "no release"],
    ["nothing where a rehearsal asked for it", "rehearse", { parts: [part("previous image")] }, "no release"],
    ["unknown where a rehearsal could not ask", "rehearse", { status: Error, parts: [] }, "unknown"],
    ["unknown where a rehearsal never asked", "rehearse", { status: Skipped, parts: [] }, "unknown"],
  ])("is %s", (_, flow, readiness, told) => {
    expect(before(flow, readiness)).toBe(told)
  })
})

it("a suite without a test says that none ran", () => {
  const steps = [{ ...sample("test"), status: Error, ...suites({}), parts: [part("suite-0", Error)] }]

  expect(plain(page({ steps }))).toContain("No test ran.")
})
