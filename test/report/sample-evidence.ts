/** Owns evidence of every kind for tests of renderers, by the step that leaves it. */
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Evidence } from "../../.dagger/lib/report/evidence.js"

const { Passed, Failed } = StepStatus
export const BEGUN = Date.parse("2026-03-01T10:00:00.000Z")

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

export const evidence: Record<string, Evidence> = {
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
    load: [
      {
        name: "load",
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
    ],
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
