/** Owns reports for tests of renderers: of every kind of evidence something, and one with all that names must not do. */
import { EVENTS, Severity, StepStatus, Verdict } from "../../.dagger/src/names.js"
import { decisionOf } from "../../.dagger/src/report/decision.js"
import { criticalPath } from "../../.dagger/src/report/critical-path.js"
import type { Evidence } from "../../.dagger/src/report/evidence.js"
import type { Report, ReportStep } from "../../.dagger/src/report/model.js"
import { nextOf } from "../../.dagger/src/report/next.js"
import { loadConfig } from "../../.dagger/src/config/load.js"
import { plan } from "../../.dagger/src/pipeline/plan.js"
import { releasable, yamlOf } from "../config/config-text.js"

const { Passed, Failed, Skipped } = StepStatus
const BEGUN = Date.parse("2026-03-01T10:00:00.000Z")
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

const probes: Evidence = {
  probes: [
    {
      name: "health",
      severity: Severity.Critical,
      asks: "GET /health",
      expects: ["status 200"],
      maxSeconds: 10,
      seconds: [0.012],
      times: 1,
    },
    {
      name: "chat",
      severity: Severity.Major,
      asks: "POST /chat",
      expects: ["status 200", "answer is 42"],
      maxSeconds: 3,
      seconds: [0.5, 0.7],
      times: 3,
    },
  ],
}

const evidence: Record<string, Evidence> = {
  lint: {
    lint: [
      {
        name: "mypy",
        total: 3,
        levels: { error: 2, warning: 0, note: 1 },
        findings: [
          {
            level: "error",
            place: "app/a.py:3:7",
            rule: "arg-type",
            message: "not a number",
            help: "https://example.com/arg-type",
          },
          { level: "note", place: "app/b.py:1", rule: "misc", message: "look here", help: null },
        ],
        gaps: ["app/c.py has no types"],
      },
    ],
    open: [{ text: "all findings as SARIF", path: "lint.sarif" }],
  },
  test: {
    tests: [
      {
        name: "unit",
        passed: 130,
        failed: 1,
        skipped: 2,
        flaky: 1,
        seconds: 5.3,
        coverage: {
          covered: 930,
          valid: 1000,
          over: 80,
          files: [{ name: "app/a.py", covered: 3, valid: 10 }],
          filesTotal: 31,
        },
        cases: [
          {
            name: "tests.unit.test_a.test_fails",
            status: "failed",
            flaky: false,
            seconds: 0.2,
            text: "AssertionError: 1 != 2\n\n> assert 1 == 2",
          },
          { name: "tests.unit.test_a.test_flaky", status: "passed", flaky: true, seconds: 0.1, text: "timed out once" },
          { name: "tests.unit.test_b.test_slow", status: "passed", flaky: false, seconds: 2.5, text: "" },
          { name: "tests.unit.test_c.test_skipped", status: "skipped", flaky: false, seconds: 0, text: "needs a GPU" },
        ],
      },
    ],
  },
  "smoke staging": probes,
  "verify production": probes,
  "load staging": {
    load: {
      ratePerSecond: 20,
      durationSeconds: 15,
      requests: 300,
      errorPercent: 1,
      dropped: 0,
      thresholds: { p95Seconds: 3, errorPercent: 5, minRequests: 90 },
      latency: [0, 10, 25, 50, 75, 90, 95, 99, 99.9, 100].map((percentile) => ({
        percentile,
        seconds: 0.01 + percentile / 4000,
      })),
      slices: Array.from({ length: 30 }, (_, index) => ({
        from: index / 2,
        until: (index + 1) / 2,
        requests: index === 7 ? 0 : 10,
        errors: index === 12 ? 3 : 0,
        p95Seconds: index === 7 ? null : 0.02 + (index % 5) / 100,
      })),
      endpoints: [{ asks: "GET /health", requests: 300, errorPercent: 1, p95Seconds: 0.034 }],
    },
    open: [{ text: "k6's own dashboard", path: "dashboard.html" }],
  },
  "migrate production": { log: "INFO one\nINFO two" },
  "bake production": {
    bake: {
      from: new Date(BEGUN + 90000).toISOString(),
      durationSeconds: 20,
      extended: false,
      rules: [
        {
          name: "HighErrorRate",
          severity: Severity.Critical,
          status: Passed,
          expr: 'rate(errors{code=~"5.."}[5s]) > 0.05',
          forSeconds: 3,
        },
        { name: "ServiceDown", severity: Severity.Critical, status: Failed, expr: "up == 0", forSeconds: 2 },
      ],
      spells: [
        { alert: "ServiceDown", state: "pending", from: 8, until: 10, ours: true },
        { alert: "ServiceDown", state: "firing", from: 10, until: 20, ours: true },
        { alert: "Elsewhere", state: "firing", from: -5, until: 20, ours: false },
      ],
      spellsTotal: 3,
      series: [
        {
          name: "error rate",
          expr: "rate(errors[5s])",
          problem: null,
          lines: [
            {
              labels: "job=app",
              points: [
                [0, 0],
                [5, null],
                [10, 0.1],
                [20, 0.4],
              ],
            },
          ],
          linesTotal: 1,
        },
        { name: "p95", expr: "histogram_quantile(0.95, x)", problem: "no such series", lines: [], linesTotal: 0 },
      ],
    },
  },
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
    schemaVersion: 1,
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
