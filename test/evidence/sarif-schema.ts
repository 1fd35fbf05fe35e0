/** Owns asking the SARIF 2.1.0 schema, as published, what it says about a log. */
import { readFileSync } from "node:fs"
import addFormats from "ajv-formats"
import Draft4 from "ajv-draft-04"

const PATH = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

// The schema predates the u flag: one of its patterns holds a lone bracket.
const ajv = new Draft4({ allErrors: true, strict: false, unicodeRegExp: false })
addFormats(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(PATH, "utf8")) as object)

/** Nothing when the log is valid. */
export function sarifProblems(log: unknown): string[] {
  validate(log)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
