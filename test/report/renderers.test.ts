/** Shows the reports that people read, and that nothing in a tool's output can break them. */
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import type { StepRecord } from "../../.dagger/src/pipeline/outcome.js"
import { toMarkdown } from "../../.dagger/src/report/markdown.js"
import { exitCodeOf, type Report, servesRelease, stepOf, verdictOf } from "../../.dagger/src/report/model.js"
import { toTable } from "../../.dagger/src/report/table.js"

function record(name: string, status: StepStatus, more: Partial<StepRecord> = {}): StepRecord {
  return { name, status, summary: `${name} in short`, startedAt: 0, durationMs: 1500, cached: false, ...more }
}

const stopped: Report = {
  schemaVersion: 1,
  project: "sample",
  flow: "release",
  run: "run-1",
  verdict: Verdict.Stopped,
  exitCode: 1,
  release: { version: "src-1", sha: "src-1", image: "localhost:5000/sample:src-1@sha256:2", digest: "sha256:2" },
  fault: { name: "not-ready", at: "staging" },
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 61000,
  steps: [
    stepOf(record("lint", StepStatus.Passed, { cached: true })),
    stepOf(
      record("smoke staging", StepStatus.Failed, {
        parts: [
          {
            name: "ready",
            status: StepStatus.Failed,
            summary: "/ready: status 503 [critical]",
            durationMs: 20,
            cached: false,
            tail: "tail | of ```the``` <b>output</b>",
          },
        ],
      }),
    ),
    stepOf(record("deploy production", StepStatus.Skipped, { summary: "because smoke staging failed", durationMs: 0 })),
  ],
  omitted: [{ name: "load staging", key: "load" }],
  environments: [
    {
      name: "staging",
      recordedDigest: "sha256:2",
      recordedRun: "run-1",
      answeredDigest: "sha256:2",
      answeredVersion: "src-1",
      problem: null,
    },
    {
      name: "production",
      recordedDigest: null,
      recordedRun: null,
      answeredDigest: null,
      answeredVersion: null,
      problem: null,
    },
  ],
}

describe("the table", () => {
  it("says the verdict first, then the steps, what serves, and what failed", () => {
    expect(toTable(stopped)).toMatchInlineSnapshot(`
      "Stopped before production changed (stopped, exit code 1): sample src-1, with not-ready rehearsed at staging, in 1 min 1 s, begun 2026-01-01 00:00:00 UTC

      ✔ lint               passed             1.5 s  cached  lint in short
      ✘ smoke staging      failed             1.5 s          smoke staging in short
      – deploy production  skipped                           because smoke staging failed
        load staging       left out: the config has no load

      staging serves src-1 from sha256:2
      production has no release yet

      ── smoke staging / ready: failed, /ready: status 503 [critical]
      tail | of \`\`\`the\`\`\` <b>output</b>"
    `)
  })
})

describe("a step of which a part came from the cache", () => {
  it("says which containers ran", () => {
    const part = (name: string, cached: boolean) => ({
      name,
      cached,
      status: StepStatus.Passed,
      summary: "clean",
      durationMs: 1,
    })
    const lint = stepOf(
      record("lint", StepStatus.Passed, { parts: [part("black", false), part("bandit", true), part("isort", false)] }),
    )

    expect(toTable({ ...stopped, steps: [lint] })).toContain("\n        ran: black, isort; from the cache: bandit\n")
  })
})

describe("the Markdown report", () => {
  it("keeps a tool's output inside its fence and its cells", () => {
    expect(toMarkdown(stopped)).toMatchInlineSnapshot(`
      "# Stopped before production changed (stopped, exit code 1): sample src-1, with not-ready rehearsed at staging, in 1 min 1 s, begun 2026-01-01 00:00:00 UTC

      Run \`run-1\`, image \`localhost:5000/sample:src-1@sha256:2\`.

      | step | status | time | cached | summary |
      | --- | --- | ---: | --- | --- |
      | lint | passed | 1.5 s | yes | lint in short |
      | smoke staging | failed | 1.5 s |  | smoke staging in short |
      | deploy production | skipped | 0.0 s |  | because smoke staging failed |
      | load staging | left out |  |  | the config has no load |

      | environment | recorded digest | answers version | answers digest |
      | --- | --- | --- | --- |
      | staging | sha256:2 | src-1 | sha256:2 |
      | production | no release yet | – | – |

      ## smoke staging

      | part | status | time | cached | summary |
      | --- | --- | ---: | --- | --- |
      | ready | failed | 0.0 s |  | /ready: status 503 [critical] |

      \`ready\`:

      \`\`\`\`text
      tail | of \`\`\`the\`\`\` <b>output</b>
      \`\`\`\`
      "
    `)
  })
})

describe("the verdict", () => {
  const all = (status: StepStatus) => [
    record("lint", StepStatus.Passed),
    record("migrate production", status),
    record("deploy production", status),
  ]

  it.each([
    ["ci", [record("lint", StepStatus.Passed)], true, Verdict.Passed, 0],
    ["ci", [record("lint", StepStatus.Failed)], true, Verdict.Stopped, 1],
    ["ci", [], true, Verdict.Stopped, 1],
    ["release", all(StepStatus.Passed), true, Verdict.Shipped, 0],
    ["release", all(StepStatus.Passed), false, Verdict.LeftDegraded, 1],
    ["release", [], true, Verdict.Stopped, 1],
    ["release", all(StepStatus.Skipped), true, Verdict.Stopped, 1],
    [
      "release",
      [...all(StepStatus.Skipped), record("migrate production", StepStatus.Failed)],
      true,
      Verdict.LeftDegraded,
      1,
    ],
    [
      "release",
      [...all(StepStatus.Passed), record("verify production", StepStatus.Inconclusive)],
      true,
      Verdict.LeftDegraded,
      1,
    ],
  ] as const)("of %s over %j, production as released: %s", (flow, steps, shipped, verdict, exitCode) => {
    expect(verdictOf(flow, steps, shipped)).toBe(verdict)
    expect(exitCodeOf(verdict)).toBe(exitCode)
  })
})

describe("the last look at production", () => {
  const asks = { path: "/version", version: "version", digest: "digest" }
  const production = {
    name: "production" as const,
    recordedDigest: "sha256:2",
    recordedRun: "run-1",
    answeredDigest: "sha256:2",
    answeredVersion: "v1",
    problem: null,
  }

  it.each([
    ["everything as released", production, asks, true],
    ["nobody to ask", undefined, asks, false],
    ["a look that failed", { ...production, problem: "status 500" }, asks, false],
    ["another digest on record", { ...production, recordedDigest: "sha256:1" }, asks, false],
    ["another digest in the answer", { ...production, answeredDigest: "sha256:1" }, asks, false],
    ["no digest in the answer", { ...production, answeredDigest: null }, asks, false],
    ["only a version to ask for", { ...production, answeredDigest: null }, { ...asks, digest: undefined }, true],
    [
      "only a version to ask for, and none",
      { ...production, answeredVersion: null },
      { ...asks, digest: undefined },
      false,
    ],
    [
      "no way to ask, the record alone",
      { ...production, answeredVersion: null, answeredDigest: null },
      undefined,
      true,
    ],
  ])("with %s", (_, seen, identity, serves) => {
    expect(servesRelease(seen, "sha256:2", identity)).toBe(serves)
  })

  it("is never a yes without a released digest", () => {
    expect(servesRelease({ ...production, recordedDigest: null }, null, undefined)).toBe(false)
  })
})
