/** Owns what a lint tool's exit code and report come to together, before the config lets anything through. Pure. */
import type { Tool } from "../config/resolve.js"
import type { Finding, ToolReport } from "../evidence/findings/finding.js"
import { lateness } from "../exec/deadline.js"
import { BEFORE_FAILED, type ToolEnd } from "../exec/tool-end.js"
import { StepStatus } from "../../src/names.js"
import type { AdvisoryAge } from "./advisory-age.js"

export interface LintEvidence {
  /** Absent when the format is text, and when the report is `unreadable`. */
  report?: ToolReport
  unreadable?: string
  /** Absent when the config declares no copy of the advisory data. */
  age?: AdvisoryAge
}

export interface Conclusion {
  status: StepStatus
  summary: string
}

export function conclude(tool: Tool, run: ToolEnd, evidence: LintEvidence): Conclusion {
  return withAge(conclusionOf(tool, run, evidence), evidence.age)
}

function conclusionOf(tool: Tool, run: ToolEnd, { report, unreadable }: LintEvidence): Conclusion {
  const { exitCode } = run
  const meaning = meaningOf(tool, run)
  if (meaning.status === StepStatus.Error || meaning.status === StepStatus.Inconclusive) return meaning
  if (unreadable !== undefined)
    return {
      status: tool.audit ? StepStatus.Inconclusive : StepStatus.Error,
      summary: `exit code ${exitCode}, and its ${tool.format} report cannot be read: ${unreadable}`,
    }
  if (!report) return meaning
  const count = counted(report.findings)
  if (meaning.status === StepStatus.Failed)
    return report.findings.length > 0
      ? { status: StepStatus.Failed, summary: count }
      : { status: StepStatus.Failed, summary: `${meaning.summary} without a finding in its report` }
  if (report.findings.some(({ level }) => level === "error"))
    return { status: StepStatus.Failed, summary: `exit code 0, but its report holds ${count}` }
  if (report.gaps.length > 0)
    return { status: StepStatus.Inconclusive, summary: `${report.gaps.length} not looked at: ${report.gaps[0]}` }
  return { status: StepStatus.Passed, summary: report.findings.length > 0 ? `${count}, none an error` : "clean" }
}

function meaningOf({ name, audit, before, exitCodes, timeoutSeconds }: Tool, { exitCode, late }: ToolEnd): Conclusion {
  const summary = `exit code ${exitCode}`
  if (late) {
    const owner = `${audit ? "audit" : "lint"}.${name}`
    return { status: StepStatus.Error, summary: lateness(late, timeoutSeconds, owner) }
  }
  if (exitCode === 0) return { status: StepStatus.Passed, summary: "clean" }
  if (before && exitCode === BEFORE_FAILED)
    return { status: StepStatus.Error, summary: "the command under before: failed, the tool did not run" }
  if (!exitCodes || exitCodes.failed.includes(exitCode)) return { status: StepStatus.Failed, summary }
  if (exitCodes.inconclusive.includes(exitCode)) return { status: StepStatus.Inconclusive, summary }
  return { status: StepStatus.Error, summary: `${summary}, which exitCodes: does not name` }
}

/** Nobody knows what data of an unknown age does not hold. */
function withAge(found: Conclusion, age: AdvisoryAge | undefined): Conclusion {
  if (found.status !== StepStatus.Passed || age?.problem === undefined) return found
  return { status: StepStatus.Inconclusive, summary: age.problem }
}

function counted(findings: readonly Finding[]): string {
  return `${findings.length} finding${findings.length === 1 ? "" : "s"}`
}
