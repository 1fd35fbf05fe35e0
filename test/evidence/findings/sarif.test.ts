/** Shows what counts as a finding in another tool's SARIF log, and what as a gap. */
import { expect, it } from "vitest"
import { readSarif } from "../../../.dagger/lib/evidence/findings/sarif.js"

const driver = {
  name: "semgrep",
  semanticVersion: "1.2.3",
  rules: [{ id: "r0", helpUri: "https://example.org/r0", defaultConfiguration: { level: "error" } }],
}
const message = { text: "Bad." }
const log = (results: unknown, more: object = {}) =>
  JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver }, results, ...more }] })

it("fills in rule, level and place from where SARIF keeps them", () => {
  const region = { startLine: 3, startColumn: 2, endLine: 4, endColumn: 9 }
  const locations = [{ physicalLocation: { artifactLocation: { uri: "file:///src/a%20b.py" }, region } }]

  expect(readSarif(log([{ ruleIndex: 0, message, locations }, { message }]))).toEqual({
    tool: { name: "semgrep", version: "1.2.3" },
    gaps: [],
    findings: [
      {
        rule: "r0",
        level: "error",
        message: "Bad.",
        path: "/src/a b.py",
        line: 3,
        column: 2,
        endLine: 4,
        endColumn: 9,
        help: "https://example.org/r0",
      },
      { rule: "finding", level: "warning", message: "Bad." },
    ],
  })
})

it.each([
  ["passed", { kind: "pass" }, 0],
  ["suppressed", { suppressions: [{ kind: "inSource" }] }, 0],
  ["gone", { baselineState: "absent" }, 0],
  ["a suppression that was refused", { suppressions: [{ status: "rejected" }] }, 1],
  ["open", { kind: "open" }, 1],
])("counts what the tool calls %s", (_, more, count) => {
  expect(readSarif(log([{ message, ...more }])).findings).toHaveLength(count)
})

it.each([
  ["no results", log(undefined), "semgrep says that it did not look for results"],
  ["no success", log([], { invocations: [{ executionSuccessful: false }] }), "semgrep says that it did not succeed"],
  [
    "an error on the way",
    log([], {
      invocations: [
        { executionSuccessful: true, toolExecutionNotifications: [{ level: "error", message: { text: "no parse" } }] },
      ],
    }),
    "no parse",
  ],
])("takes %s for a gap", (_, text, gap) => {
  expect(readSarif(text).gaps).toEqual([gap])
})

it("refuses a log without a run, and another version", () => {
  expect(() => readSarif(`{"version": "2.1.0", "runs": []}`)).toThrow()
  expect(() => readSarif(log([]).replace("2.1.0", "2.0.0"))).toThrow()
})
