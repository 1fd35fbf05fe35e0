/** Owns reading and writing JUnit: the cases themselves are counted, not the totals that a file claims. Pure. */
import { type XmlElement } from "@rgrove/parse-xml"
import { childOf, document, element, elements, escaped, parse } from "./xml.js"

export type CaseStatus = "passed" | "failed" | "skipped"

export interface TestCase {
  /** Class and name, as people know it. */
  name: string
  /** What the runner calls the test's class, module or file. */
  classname: string
  /** Some runners tell the file as well. */
  file?: string
  status: CaseStatus
  seconds: number
  message: string
  /** What the runner wrote beside the message, such as the traceback of a failure. */
  details?: string
  /** Set for a case that failed first and passed later: how it failed. */
  flaky?: string
}

export function readJunit(text: string): TestCase[] {
  return elements(parse(text), "testcase").map((found) => {
    const { attributes } = found
    const problem = childOf(found, "failure") ?? childOf(found, "error")
    const skipped = childOf(found, "skipped")
    const seconds = Number(attributes["time"])
    return {
      name: [attributes["classname"], attributes["name"]].filter(Boolean).join("."),
      classname: attributes["classname"] ?? "",
      ...(attributes["file"] ? { file: attributes["file"] } : {}),
      status: problem ? "failed" : skipped ? "skipped" : "passed",
      seconds: Number.isFinite(seconds) ? seconds : 0,
      message: (problem && reasonOf(problem)) ?? skipped?.attributes["message"] ?? "",
      ...(problem && detailsOf(problem)),
    }
  })
}

/** What a runner writes as text only is its reason as well. */
function reasonOf(problem: XmlElement): string {
  return problem.attributes["message"] ?? problem.text.trim()
}

function detailsOf(problem: XmlElement): { details?: string } {
  const text = problem.attributes["message"] === undefined ? "" : problem.text.trim()
  return text ? { details: text } : {}
}

export function writeJunit(suite: string, cases: readonly TestCase[]): string {
  const of = (status: CaseStatus) => String(cases.filter((one) => one.status === status).length)
  const totals = {
    tests: String(cases.length),
    failures: of("failed"),
    errors: "0",
    skipped: of("skipped"),
    time: cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  }
  const body = `\n${cases.map(caseXml).join("\n")}\n`
  return document(element("testsuites", {}, element("testsuite", { name: suite, ...totals }, body)))
}

/** `flakyFailure` is what Maven Surefire writes and report viewers know. */
function caseXml({ name, classname, file, status, seconds, message, details = "", flaky }: TestCase): string {
  const attributes = {
    ...(classname && { classname }),
    name: classname ? name.slice(classname.length + 1) : name,
    ...(file && { file }),
    time: seconds.toFixed(3),
  }
  const end = {
    passed: flaky === undefined ? "" : element("flakyFailure", { message: flaky }),
    failed: element("failure", { message }, escaped(details)),
    skipped: element("skipped", { message }),
  }[status]
  return element("testcase", attributes, end)
}
