/** Shows that the merged log is SARIF 2.1.0 by the standard's own schema, whatever the tools said. */
import { describe, expect, it } from "vitest"
import type { Finding } from "../../.dagger/lib/evidence/findings/finding.js"
import { type SarifRun, toSarif } from "../../.dagger/lib/evidence/sarif.js"
import { sarifProblems } from "./sarif-schema.js"

const finding: Finding = { rule: "E401", level: "error", message: "m", path: "app/a b.py", line: 3, column: 2 }
const run: SarifRun = { id: "flake8", tool: {}, exitCode: 1, successful: true, findings: [finding], notes: [] }

interface Log {
  runs: {
    tool: { driver: { name: string; rules: { id: string }[] } }
    results: { ruleIndex: number; locations?: { physicalLocation?: { region?: object; artifactLocation: object } }[] }[]
  }[]
}

function valid(runs: SarifRun[]): Log {
  const log = JSON.parse(toSarif(runs)) as Log
  expect(sarifProblems(log)).toEqual([])
  return log
}

const odd: [string, Partial<Finding>][] = [
  ["no place at all", { path: undefined, line: undefined, column: undefined }],
  ["a package instead of a file", { path: undefined, subject: "requests 2.19.0" }],
  ["line 0", { line: 0, column: 0 }],
  ["column 0", { column: 0, endColumn: 4 }],
  ["an end before its start", { endLine: 2, endColumn: 1 }],
  ["fractions of nothing", { help: "not a url" }],
  ["a file outside the repository", { path: "/opt/venv/lib/ä b.py" }],
  ["a file name with signs", { path: "app/[id]#?%.py" }],
]

describe("the merged log", () => {
  it("is valid over no tool, over a clean one, and over one that died", () => {
    valid([])
    valid([{ ...run, findings: [], exitCode: 0 }])
    valid([{ ...run, exitCode: undefined, successful: false, notes: [{ level: "error", text: "it died" }] }])
  })

  it.each(odd)("is valid over a finding with %s", (_, change) => {
    valid([{ ...run, findings: [{ ...finding, ...change }] }])
  })

  it("has one run per tool, each rule once, and places relative to the root", () => {
    const log = valid([
      { ...run, findings: [finding, { ...finding, rule: "F401" }, finding] },
      { ...run, id: "mypy" },
    ])

    expect(log.runs.map(({ tool }) => [tool.driver.name, tool.driver.rules.map(({ id }) => id)])).toEqual([
      ["flake8", ["E401", "F401"]],
      ["mypy", ["E401"]],
    ])
    expect(log.runs[0]!.results.map(({ ruleIndex }) => ruleIndex)).toEqual([0, 1, 0])
    expect(log.runs[0]!.results[0]!.locations![0]!.physicalLocation).toEqual({
      artifactLocation: { uri: "app/a%20b.py", uriBaseId: "%SRCROOT%" },
      region: { startLine: 3, startColumn: 2 },
    })
  })

  it("would not pass the schema with a line 0", () => {
    const log = JSON.parse(toSarif([run])) as Log
    Object.assign(log.runs[0]!.results[0]!.locations![0]!.physicalLocation!.region!, { startLine: 0 })

    expect(sarifProblems(log)).not.toEqual([])
  })
})
