/** Shows the reports that people read, and that nothing in a tool's output can break them. */
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import type { StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import { toJson } from "../../.dagger/lib/report/json.js"
import { toJunit } from "../../.dagger/lib/report/junit.js"
import { toMarkdown } from "../../.dagger/lib/report/markdown.js"
import { decisionOf } from "../../.dagger/lib/report/decision.js"
import { type Report, stepOf } from "../../.dagger/lib/report/model.js"
import { toTable } from "../../.dagger/lib/report/table.js"
import { scenarios } from "./sample.js"

function record(name: string, status: StepStatus, more: Partial<StepRecord> = {}): StepRecord {
  return { name, status, summary: `${name} in short`, startedAt: 0, durationMs: 1500, cached: false, ...more }
}

const stopped: Report = {
  schemaVersion: 2,
  project: "sample",
  flow: "release",
  run: "run-1",
  verdict: Verdict.Stopped,
  exitCode: 1,
  release: {
    version: "src-1",
    sha: "src-1",
    image: "localhost:5000/sample:src-1@sha256:2",
    digest: "sha256:2",
    previous: null,
  },
  fault: { name: "not-ready", at: "staging" },
  told: null,
  decision: null,
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
  criticalPath: ["smoke staging"],
  journal: [],
  next: [],
  environments: [
    {
      name: "staging",
      recordedDigest: "sha256:2",
      recordedRun: "run-1",
      answeredDigest: "sha256:2",
      answeredVersion: "src-1",
      url: null,
      problem: null,
    },
    {
      name: "production",
      recordedDigest: null,
      recordedRun: null,
      answeredDigest: null,
      answeredVersion: null,
      url: null,
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

const rolledBack: Report = {
  ...stopped,
  verdict: Verdict.RolledBack,
  exitCode: 3,
  decision: decisionOf({
    action: "roll-back",
    rule: "window-over",
    reason: "major: verify production / chat: <slow>; it did not recover within 120 s; going back to v1 (sha256:1)",
    page: false,
    issue: true,
    looks: [
      { at: 60000, durationMs: 1200, proofs: ["verify production"], clean: true, findings: [] },
      {
        at: 120000,
        durationMs: 60000,
        proofs: ["verify production"],
        clean: false,
        findings: [],
        problem: "no answer | within 60 s",
      },
    ],
  }),
}

describe("a load of several scenarios", () => {
  it.each([
    ["the table", toTable(scenarios)],
    ["Markdown", toMarkdown(scenarios)],
    ["JUnit", toJunit(scenarios)],
  ])("is told one by one in %s, with what each came to", (_, text) => {
    expect(text).toContain("30 requests, p95 4.050 s: p95 must stay below 3 s")
    expect(text).toContain("k6 died: out of memory")
  })
})

describe("a decision about production", () => {
  it("is told below what serves, with how many looks were good", () => {
    expect(toTable(rolledBack)).toContain(
      "\ndecided: Roll back (window-over) [issue]: major: verify production / chat: <slow>; it did not recover within 120 s; going back to v1 (sha256:1); 1 of 2 looks good\n",
    )
  })

  it("has a timeline in Markdown", () => {
    const markdown = toMarkdown(rolledBack)

    expect(markdown.slice(markdown.indexOf("## Decision"), markdown.indexOf("## smoke"))).toMatchInlineSnapshot(`
      "## Decision

      Roll back (window-over) [issue]: major: verify production / chat: &lt;slow>; it did not recover within 120 s; going back to v1 (sha256:1)

      | look | at | good | time | what was seen |
      | ---: | --- | --- | ---: | --- |
      | 1 | 1970-01-01T00:01:00.000Z | yes | 1.2 s | good, verify production: nothing found |
      | 2 | 1970-01-01T00:02:00.000Z | no | 1 min 0 s | not good, verify production: cannot be read: no answer \\| within 60 s |

      "
    `)
  })

  it("is whole in JSON", () => {
    const read = JSON.parse(toJson(rolledBack)) as Report

    expect(read.schemaVersion).toBe(2)
    expect(read.decision).toMatchObject({ action: "roll-back", rule: "window-over", obstacle: null, page: false })
    expect(read.decision!.looks[1]).toEqual({
      at: "1970-01-01T00:02:00.000Z",
      durationMs: 60000,
      proofs: ["verify production"],
      clean: false,
      findings: [],
      problem: "no answer | within 60 s",
    })
    expect((JSON.parse(toJson(stopped)) as Report).decision).toBeNull()
  })

  it("names what stood in the way, and has no timeline without looks", () => {
    const decision = decisionOf({
      action: "leave",
      rule: "critical",
      obstacle: "irreversible",
      reason: "its migrations cannot be undone",
      page: true,
      issue: true,
      looks: [],
    })
    const sentence =
      "Leave the release serving, a person has to act (critical, irreversible) [page, issue]: its migrations cannot be undone"

    expect(toTable({ ...stopped, decision })).toContain(`\ndecided: ${sentence}\n`)
    expect(toMarkdown({ ...stopped, decision })).toContain(`## Decision\n\n${sentence}\n\n## smoke`)
  })
})
