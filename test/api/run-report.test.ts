/** Shows that a report which cannot be drawn costs the page alone: the verdict, its exit code and the JSON stand. */
import { expect, it } from "vitest"
import { written as render } from "../../.dagger/lib/calls/written.js"
import { runReport } from "../../.dagger/src/api/run-report.js"
import type { Finished } from "../../.dagger/lib/pipeline/flow.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { rolledBack } from "../report/sample.js"

/** Of an engine's directory, what a report is written with. */
function folder(files: Record<string, string> = {}) {
  return {
    files,
    withNewFile: (name: string, text: string) => folder({ ...files, [name]: text }),
    file: (name: string) => files[name],
  }
}

function written(report: Report) {
  const artefacts = folder() as unknown as Finished["artefacts"]
  return runReport(render({ report, artefacts }))
}

/** As another version may have left it in the journal. */
function withEvidence(evidence: object): Report {
  return { ...rolledBack, steps: [{ ...rolledBack.steps[0]!, evidence }, ...rolledBack.steps.slice(1)] }
}

it.each([
  ["load", { load: [{ thresholds: {} }] }],
  ["a bake", { bake: { rules: [] } }],
  ["tests", { tests: [{ name: "unit" }, null] }],
])("the verdict stands, and the page says why there is none, for %s that cannot be drawn", (_, evidence) => {
  const report = withEvidence(evidence)
  const told = written(report)
  const html = told.html as unknown as string

  expect(told).toMatchObject({ verdict: "rolled-back", exitCode: 3 })
  expect(JSON.parse(told.json as unknown as string)).toEqual(JSON.parse(JSON.stringify(report)))
  expect(html).toContain("<h1>Rolled back: production serves the release before</h1>")
  expect(html).toMatch(/exit\s+code <b>3<\/b>/)
  expect(html).toMatch(/could not be drawn: TypeError: Cannot read properties of (undefined|null)/)
  expect(html).toContain('<a href="report.json">report.json</a>')
})

it("a page that can be drawn is the page", () => {
  expect(written(rolledBack).html).toContain("What serves now")
})
