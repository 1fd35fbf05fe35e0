/** Shows what a tool's exit code and report come to together: whatever is unknown is never clean. */
import { describe, expect, it } from "vitest"
import type { Audit, Tool } from "../../.dagger/lib/config/resolve.js"
import type { Finding, ToolReport } from "../../.dagger/lib/evidence/findings/finding.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { ToolEnd } from "../../.dagger/lib/exec/tool-end.js"
import type { LintEvidence } from "../../.dagger/lib/steps/lint-conclusion.js"
import { judgeTool } from "../../.dagger/lib/steps/lint-verdict.js"

const tool: Tool = {
  name: "tool",
  command: ["tool"],
  inputs: undefined,
  warnOnly: false,
  format: "lines",
  prepare: undefined,
  before: undefined,
  exitCodes: undefined,
  toolchain: undefined,
  fix: undefined,
  timeoutSeconds: 600,
  audit: undefined,
}
const audit: Audit = { onInconclusive: "fail", lockFile: undefined, advisories: undefined }
const error: Finding = { rule: "E1", level: "error", message: "bad", path: "a.py", line: 1 }
const warning: Finding = { ...error, level: "warning" }
const report = (findings: Finding[] = [], gaps: string[] = []): ToolReport => ({ tool: {}, findings, gaps })
const NOW = Date.parse("2026-01-15T12:00:00Z")
const ended = (exitCode: number, change: Partial<ToolEnd> = {}): ToolEnd => ({
  exitCode,
  stdout: "out\n",
  stderr: "err\n",
  startedAt: NOW - 1000,
  durationMs: 5,
  cached: false,
  ...change,
})
const judge = (tool: Tool, run: ToolEnd | { died: string }, evidence: LintEvidence) =>
  judgeTool(tool, run, evidence, NOW)
const codes = { exitCodes: { failed: [64], inconclusive: [68] } }
const unreadable = { unreadable: "it is empty" }

/** [what, the tool's changes, exit code, evidence, status, summary] */
const verdicts: [string, Partial<Tool>, number, LintEvidence, StepStatus, string][] = [
  ["text, 0", {}, 0, {}, StepStatus.Passed, "clean"],
  ["text, 1", {}, 1, {}, StepStatus.Failed, "exit code 1"],
  ["a clean report, 0", {}, 0, { report: report() }, StepStatus.Passed, "clean"],
  ["one finding, 1", {}, 1, { report: report([error]) }, StepStatus.Failed, "1 finding"],
  ["no finding, 2", {}, 2, { report: report() }, StepStatus.Failed, "exit code 2 without a finding in its report"],
  [
    "errors, 0",
    {},
    0,
    { report: report([error, error]) },
    StepStatus.Failed,
    "exit code 0, but its report holds 2 findings",
  ],
  ["warnings, 0", {}, 0, { report: report([warning]) }, StepStatus.Passed, "1 finding, none an error"],
  [
    "a gap, 0",
    {},
    0,
    { report: report([], ["b.py: no parse"]) },
    StepStatus.Inconclusive,
    "1 not looked at: b.py: no parse",
  ],
  [
    "an unreadable report, 0",
    {},
    0,
    unreadable,
    StepStatus.Error,
    "exit code 0, and its lines report cannot be read: it is empty",
  ],
  [
    "an unreadable report, 1",
    {},
    1,
    unreadable,
    StepStatus.Error,
    "exit code 1, and its lines report cannot be read: it is empty",
  ],
  [
    "before: failed",
    { before: ["x"] },
    125,
    {},
    StepStatus.Error,
    "the command under before: failed, the tool did not run",
  ],
  ["125 without before:", {}, 125, {}, StepStatus.Failed, "exit code 125"],
  ["a code named failed", codes, 64, {}, StepStatus.Failed, "exit code 64"],
  ["a code named inconclusive", codes, 68, {}, StepStatus.Inconclusive, "exit code 68"],
  ["a code not named", codes, 1, {}, StepStatus.Error, "exit code 1, which exitCodes: does not name"],
  ["warnOnly, 1", { warnOnly: true }, 1, {}, StepStatus.Passed, "failed, which only warns: exit code 1"],
  [
    "warnOnly, an unreadable report",
    { warnOnly: true },
    1,
    unreadable,
    StepStatus.Error,
    "exit code 1, and its lines report cannot be read: it is empty",
  ],
  [
    "warnOnly, a gap",
    { warnOnly: true },
    0,
    { report: report([], ["b.py"]) },
    StepStatus.Inconclusive,
    "1 not looked at: b.py",
  ],
]

it.each(verdicts)("judges %s", (_, change, exitCode, evidence, status, summary) => {
  expect(judge({ ...tool, ...change }, ended(exitCode), evidence).part).toMatchObject({ status, summary })
})

it("calls a death an error, even of a tool that only warns", () => {
  const { part } = judge(
    { ...tool, warnOnly: true, audit: { ...audit, onInconclusive: "warn" } },
    { died: "exit code: 137" },
    {},
  )

  expect(part).toMatchObject({ status: StepStatus.Error, tail: "exit code: 137" })
})

describe("a tool whose time was up", () => {
  const late = (who: "before" | "command") => ended(124, { late: who })
  const lenient: Tool = { ...tool, warnOnly: true, timeoutSeconds: 5 }

  it.each([
    ["lint.tool", lenient, "it was not done within 5 s and was ended; lint.tool.timeoutSeconds: changes that"],
    [
      "audit.tool",
      { ...lenient, audit: { ...audit, onInconclusive: "warn" as const } },
      "it was not done within 5 s and was ended; audit.tool.timeoutSeconds: changes that; tool, live advisory data",
    ],
  ])("is an error that names %s, whatever else it left or may do", (_, hung, summary) => {
    for (const evidence of [{ report: report([error]) }, { report: report() }, unreadable])
      expect(judge(hung, late("command"), evidence).part).toMatchObject({ status: StepStatus.Error, summary })
  })

  it("may have hung in before:", () => {
    expect(judge(lenient, late("before"), {}).part.summary).toMatch(
      /^the command under before: was not done within 5 s/,
    )
  })

  it("is another than one that ends with exit code 124 by itself", () => {
    expect(judge(tool, ended(124), {}).part).toMatchObject({ status: StepStatus.Failed, summary: "exit code 124" })
  })
})

describe("a result out of the cache", () => {
  const old = (exitCode: number) => ended(exitCode, { cached: true, startedAt: NOW - 26 * 3600000 })
  const age = "; from the cache: ran 2026-01-14 10:00:00 UTC, 26 h ago"

  it.each([
    ["failed", {}, 1, {}, `exit code 1${age}`],
    ["is inconclusive", {}, 0, { report: report([], ["b.py"]) }, `1 not looked at: b.py${age}`],
    ["failed, which only warns", { warnOnly: true }, 1, {}, `failed, which only warns: exit code 1${age}`],
    ["passed, and needs none", {}, 0, {}, "clean"],
  ] as [string, Partial<Tool>, number, LintEvidence, string][])(
    "says its age when it %s",
    (_, change, exitCode, evidence, summary) => {
      expect(judge({ ...tool, ...change }, old(exitCode), evidence).part.summary).toBe(summary)
    },
  )
})

describe("the tail", () => {
  it("holds the findings and the gaps, and says how many more there are", () => {
    const { tail } = judge(tool, ended(1), { report: report(Array<Finding>(40).fill(error), ["b.py"]) }).part

    expect(tail!.split("\n").slice(0, 1)).toEqual(["a.py:1: E1 bad"])
    expect(tail).toMatch(/\n… and 11 more$/)
  })

  it("is the tool's own words when its report has nothing to say", () => {
    expect(judge(tool, ended(2), { report: report() }).part.tail).toBe("out\nerr")
    expect(judge(tool, ended(2), unreadable).part.tail).toBe("out\nerr")
  })
})

describe("an audit", () => {
  const auditing = (change: Partial<Audit> = {}): Tool => ({
    ...tool,
    format: "safety",
    audit: { ...audit, ...change },
  })
  const copy = { source: "safety-db", date: ["date"], staleAfterDays: 30 }
  const named = { ...report(), tool: { name: "safety", version: "2.3.5" } }

  it("is inconclusive when its report cannot be read, and lets that through only by declaration", () => {
    expect(judge(auditing(), ended(1), unreadable).part.status).toBe(StepStatus.Inconclusive)

    const { part, warning: said } = judge(auditing({ onInconclusive: "warn" }), ended(1), unreadable)
    expect(part.status).toBe(StepStatus.Passed)
    expect(part.summary).toMatch(/^inconclusive, which only warns: exit code 1, and its safety report cannot be read/)
    expect(said).toMatch(/^inconclusive, which only warns/)
  })

  it("fails on findings, whatever inconclusive does", () => {
    const { part } = judge(auditing({ onInconclusive: "warn" }), ended(1), { report: report([error], ["x"]) })

    expect(part.status).toBe(StepStatus.Failed)
  })

  it("says which tool ran on which data, and warns when the data is stale", () => {
    const age = { date: "2021-07-01", days: 1971, stale: true }
    const { part, warning: said } = judge(auditing({ advisories: copy }), ended(0), { report: named, age })

    expect(part.status).toBe(StepStatus.Passed)
    expect(part.summary).toBe("clean; safety 2.3.5, safety-db of 2021-07-01, 1971 days old (stale)")
    expect(said).toBe("its advisory data is 1971 days old")
  })

  it("says so when the data is live", () => {
    expect(judge(auditing(), ended(0), { report: named }).part.summary).toBe("clean; safety 2.3.5, live advisory data")
  })

  it("is inconclusive over data of an unknown age", () => {
    const age = { stale: false, problem: "the date of its advisory data is unknown: the command died" }
    const { part } = judge(auditing({ advisories: copy }), ended(0), { report: named, age })

    expect(part.status).toBe(StepStatus.Inconclusive)
    expect(part.summary).toContain("of unknown age")
  })
})
