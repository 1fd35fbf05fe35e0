/** Owns reports for tests of renderers: of every kind of evidence something, and one with all that names must not do. */
import { EVENTS, Severity, StepStatus, Verdict } from "../../.dagger/src/names.js"
import { decisionOf } from "../../.dagger/lib/report/decision.js"
import { criticalPath } from "../../.dagger/lib/report/critical-path.js"
import type { Report, ReportStep } from "../../.dagger/lib/report/model.js"
import { nextOf } from "../../.dagger/lib/report/next.js"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { releasable, yamlOf } from "../config/config-text.js"
import { BEGUN, evidence } from "./sample-evidence.js"

const { Passed, Failed, Skipped } = StepStatus
export const OLD = `sha256:${"a".repeat(64)}`
export const NEW = `sha256:${"b".repeat(64)}`

export function part(name: string, status = Passed, more: Partial<ReportStep["parts"][number]> = {}) {
  return {
    name,
    status,
    summary: status === Passed ? "as it should" : "not as it should",
    durationMs: 120,
    cached: false,
    ...more,
  }
}

const config = loadConfig(
  yamlOf({
    ...releasable,
    lint: { mypy: ["mypy"] },
    load: { ratePerSecond: 1, durationSeconds: 1, endpoints: [{ path: "/" }], thresholds: { minRequests: 1 } },
  }),
  "shipway.yaml",
)

/** Every step of a rehearsal, one after the other or beside each other as the plan has it. */
export function stepsOf(how: Partial<Record<string, StepStatus>> = {}): ReportStep[] {
  const ends = new Map<string, number>()
  return plan(config, "rehearse").steps.map(({ name, needs, follows, environment, changes }, index) => {
    const after = [...needs, ...follows]
    const begun = Math.max(BEGUN, ...after.map((one) => ends.get(one) ?? BEGUN))
    const status = how[name] ?? Passed
    const durationMs = status === Skipped ? 0 : 1000 + 700 * index
    ends.set(name, begun + durationMs)
    return {
      name,
      status,
      startedAt: new Date(begun).toISOString(),
      durationMs,
      cached: name === "lint",
      summary: `${name} ended\nand said more`,
      remembered: name === "build",
      after,
      environment: environment ?? null,
      changes: changes ?? null,
      folder: evidence[name] ? name.replace(" ", "-") : null,
      parts: partsOf(name, status),
      evidence: status === Skipped ? {} : (evidence[name] ?? {}),
    }
  })
}

function partsOf(name: string, status: StepStatus): ReportStep["parts"] {
  const { lint, tests, probes } = evidence[name] ?? {}
  const names = [...(lint ?? []), ...(tests ?? []), ...(probes ?? [])].map((one) => one.name)
  return names.map((one, index) =>
    index === 0 && status !== Passed
      ? part(one, status, { tail: "the end of\nwhat it said" })
      : part(one, Passed, { note: "mind this" }),
  )
}

export const shipped: Report = reportOf(Verdict.Shipped, 0, stepsOf({ "rollback production": Skipped }))

export const rolledBack: Report = {
  ...reportOf(Verdict.RolledBack, 3, stepsOf({ "verify production": Failed, "bake production": Skipped })),
  fault: { name: "latency", at: "production" },
  decision: decisionOf({
    action: "roll-back",
    rule: "window-over",
    reason: "it did not recover",
    page: true,
    issue: true,
    looks: [
      { at: BEGUN + 100000, durationMs: 1200, proofs: ["verify production"], clean: true, findings: [] },
      {
        at: BEGUN + 110000,
        durationMs: 3000,
        proofs: ["verify production"],
        clean: false,
        findings: [{ source: "verify production / chat", severity: Severity.Major, summary: "too slow" }],
      },
      {
        at: BEGUN + 120000,
        durationMs: 3000,
        proofs: ["bake production"],
        clean: false,
        findings: [],
        problem: "no answer",
      },
    ],
  }),
}

function reportOf(verdict: Verdict, exitCode: number, steps: ReportStep[]): Report {
  return {
    schemaVersion: 2,
    project: "sample",
    flow: "rehearse",
    run: "run-1",
    verdict,
    exitCode,
    release: {
      version: "src-1",
      sha: "abc",
      image: `registry.example/sample:src-1@${NEW}`,
      digest: NEW,
      previous: { version: "src-0", digest: OLD },
    },
    fault: null,
    decision: decisionOf({
      action: "keep",
      rule: "nothing-found",
      reason: "nothing was found",
      page: false,
      issue: false,
      looks: [],
    }),
    startedAt: new Date(BEGUN).toISOString(),
    durationMs: 150000,
    steps,
    criticalPath: criticalPath(steps),
    omitted: [{ name: "approval production", key: "approval" }],
    environments: [
      {
        name: "staging",
        recordedDigest: NEW,
        recordedRun: "run-1",
        answeredDigest: NEW,
        answeredVersion: "src-1",
        url: "https://staging.example",
        problem: null,
      },
      {
        name: "production",
        recordedDigest: OLD,
        recordedRun: "run-0",
        answeredDigest: NEW,
        answeredVersion: null,
        url: null,
        problem: "status 500",
      },
    ],
    journal: [
      { at: new Date(BEGUN).toISOString(), attempt: 1, event: "opened", about: "rehearse of src-1" },
      { at: new Date(BEGUN + 1000).toISOString(), attempt: 2, event: "ended", about: "lint: passed" },
    ],
    told: {
      results: [
        {
          notifier: "team",
          event: EVENTS[0],
          key: "sample/production/run-1/started",
          status: "held",
          tries: 0,
          reason: "a rehearsal tells nobody",
        },
      ],
      unheardPages: ["oncall could not be reached: status 500"],
    },
    next: nextOf({ flow: "rehearse", run: "run-1", verdict, fault: null, steps }),
  }
}

/** As shipped, with a load of two scenarios; the second was too slow, and a third broke before it measured anything. */
export const scenarios: Report = { ...shipped, steps: shipped.steps.map(withScenarios) }

function withScenarios(step: ReportStep): ReportStep {
  const [browse] = step.evidence.load ?? []
  if (!browse) return step
  const slow = (seconds: number) => seconds * 120
  const chat = {
    ...browse,
    name: "chat",
    ratePerSecond: 2,
    requests: 30,
    latency: browse.latency.map(({ percentile, seconds }) => ({ percentile, seconds: slow(seconds) })),
    slices: browse.slices.map(({ p95Seconds, ...slice }) => ({ ...slice, p95Seconds: p95Seconds && slow(p95Seconds) })),
    endpoints: [{ asks: "POST /chat", requests: 30, errorPercent: 1, p95Seconds: 4.05 }],
  }
  const parts = [
    part("browse", Passed, { summary: "300 requests, p95 0.034 s" }),
    part("chat", Failed, { summary: "30 requests, p95 4.050 s: p95 must stay below 3 s" }),
    part("search", StepStatus.Error, { summary: "k6 died: out of memory" }),
  ]
  return { ...step, status: Failed, parts, evidence: { ...step.evidence, load: [{ ...browse, name: "browse" }, chat] } }
}

const NASTY = `<script>alert("1")</script>&amp;'"\u0000\u001b[31mred\u001b[0m\u0085\u202Eevil\uD800`

/** Every text of a report is as bad as it can be. */
export const hostile: Report = nasty(rolledBack)

function nasty<T>(value: T, key = ""): T {
  if (typeof value === "string")
    return (
      /^(about|summary|name|message|text|tail|note|log|reason|problem|place|rule|labels|expr|asks|version|image|key|href|url|why|command|source)$/.test(
        key,
      )
        ? `${value} ${NASTY}`
        : value
    ) as T
  if (Array.isArray(value)) return value.map((one: unknown) => nasty(one, key)) as T
  if (value === null || typeof value !== "object") return value
  // Names by which one place of a report points to another have to stay.
  const kept = ["environments", "after", "criticalPath", "fault"]
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, kept.includes(name) ? one : nasty<unknown>(one, name)]),
  ) as T
}
