/** Owns the JUnit report of a run: steps as cases, for whatever reads no other format. Pure. */
import { document, element, escaped } from "../evidence/xml.js"
import { StepStatus } from "../../src/names.js"
import { clipped } from "./clip.js"
import type { Report, ReportStep } from "./model.js"

const MOST = 20000

export function toJunit(report: Report): string {
  const { project, flow, run, startedAt, durationMs, steps } = report
  const of = (...statuses: StepStatus[]) => String(steps.filter(({ status }) => statuses.includes(status)).length)
  const totals = {
    tests: String(steps.length),
    failures: of(StepStatus.Failed),
    errors: of(StepStatus.Error, StepStatus.Inconclusive),
    skipped: of(StepStatus.Skipped),
    time: seconds(durationMs),
  }
  const cases = steps.map((step) => caseOf(step, `${project}.${flow}`)).join("\n")
  const name = `${project} ${flow} ${run}`
  const suite = element("testsuite", { name, ...totals, timestamp: startedAt.replace(/\.\d+Z$/, "") }, `\n${cases}\n`)
  return document(element("testsuites", { name, ...totals }, suite))
}

function caseOf({ name, status, summary, durationMs, parts }: ReportStep, classname: string): string {
  const type = { type: status, message: clipped(summary, MOST) }
  const said = parts.flatMap((part) =>
    part.status === StepStatus.Passed || part.status === StepStatus.Skipped
      ? []
      : [`${part.name}: ${part.status}, ${part.summary}`, ...(part.tail ? [part.tail] : [])],
  )
  const text = escaped(clipped(said.join("\n"), MOST))
  const end = {
    [StepStatus.Passed]: "",
    [StepStatus.Failed]: element("failure", type, text),
    // Not a pass, and no proof against the release: what JUnit calls an error.
    [StepStatus.Inconclusive]: element("error", type, text),
    [StepStatus.Error]: element("error", type, text),
    [StepStatus.Skipped]: element("skipped", { message: summary }),
  }[status]
  return element("testcase", { classname, name, time: seconds(durationMs) }, end)
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
