/** Shows that the report's JSON Schema, its types and what is really written are one thing. */
import { readFileSync } from "node:fs"
import Ajv2020 from "ajv/dist/2020.js"
import addFormats from "ajv-formats"
import { describe, expect, expectTypeOf, it } from "vitest"
import { z } from "zod"
import { toJson } from "../../.dagger/lib/report/json.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { ReportSchema } from "./report-schema.js"
import { hostile, rolledBack, scenarios, shipped } from "./sample.js"

it("report.schema.json is the schema of the types", async () => {
  // Checked by the compiler: `npm run types`.
  expectTypeOf<z.infer<typeof ReportSchema>>().toEqualTypeOf<Report>()
  const schema = { title: "Shipway report", ...z.toJSONSchema(ReportSchema) }
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot("../../report.schema.json")
})

describe("what is written", () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats(ajv)
  const validate = ajv.compile(z.toJSONSchema(ReportSchema))
  const problemsOf = (text: string) => (validate(JSON.parse(text)) ? [] : validate.errors)

  it.each([
    ["a shipped release", shipped],
    ["a release that was rolled back", rolledBack],
    ["a load of several scenarios", scenarios],
    ["a run full of hostile names", hostile],
  ])("is valid: %s", (_, report) => {
    expect(problemsOf(toJson(report))).toEqual([])
  })

  it.each(["shipped", "rolled-back"])("is valid in examples/report: %s", (name) => {
    expect(problemsOf(readFileSync(`examples/report/${name}.json`, "utf8"))).toEqual([])
  })

  it.each<[string, object]>([
    ["a key that nobody knows", { extra: 1 }],
    ["a verdict that nobody knows", { verdict: "fine" }],
    ["an older schema", { schemaVersion: 0 }],
    ["a step without a status", { steps: [{ ...shipped.steps[0], status: undefined }] }],
  ])("is refused with %s", (_, change) => {
    expect(problemsOf(JSON.stringify({ ...shipped, ...change }))).not.toEqual([])
  })
})
