/** Owns what a lint tool's run proves: exit code and report must both say clean, and unknown is never clean. Pure. */
import type { Tool } from "../config/resolve.js"
import { lastLines } from "../errors.js"
import { type Finding, inWords, type ToolReport } from "../evidence/findings/finding.js"
import { BEFORE_FAILED } from "../exec/run-tool.js"
import { StepStatus } from "../names.js"
import type { Part } from "../pipeline/outcome.js"
import { type AdvisoryAge, inAge } from "./advisory-age.js"

export interface LintEvidence {
  /** Absent when the format is text, and when the report is `unreadable`. */
  report?: ToolReport
  unreadable?: string
  /** Absent when the config declares no copy of the advisory data. */
  age?: AdvisoryAge
}

interface Ended {
  exitCode: number
  stdout: string
  stderr: string
  durationMs: number
  cached: boolean
}

export interface Judged {
  part: Part
  /** What a person should know although it fails nothing. */
  warning?: string
}

interface Conclusion {
  status: StepStatus
  summary: string
}

const TAIL_LINES = 30

export function judgeTool(tool: Tool, run: Ended | { died: string }, evidence: LintEvidence): Judged {
  const { name } = tool
  if ("died" in run) {
    const tail = lastLines(run.died, TAIL_LINES)
    const summary = "the tool died before it was done"
    return { part: { name, status: StepStatus.Error, summary, durationMs: 0, cached: false, tail } }
  }
  const found = withAge(conclude(tool, run, evidence), evidence.age)
  const gated = permit(tool, found)
  const part = {
    name,
    status: gated.status,
    summary: tool.audit ? `${gated.summary}; ${origin(tool, evidence)}` : gated.summary,
    durationMs: run.durationMs,
    cached: run.cached,
  }
  const warning = gated === found ? undefined : gated.summary
  const stale = evidence.age?.stale ? `its advisory data is ${evidence.age.days} days old` : undefined
  return {
    part: gated.status === StepStatus.Passed ? part : { ...part, tail: tailOf(run, evidence) },
    ...((warning ?? stale) ? { warning: [warning, stale].filter(Boolean).join("; ") } : {}),
  }
}

function conclude(tool: Tool, run: Ended, { report, unreadable }: LintEvidence): Conclusion {
  const { exitCode } = run
  const meaning = meaningOf(tool, exitCode)
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

function meaningOf({ before, exitCodes }: Tool, exitCode: number): Conclusion {
  const summary = `exit code ${exitCode}`
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

/** What the config lets through. */
function permit({ warnOnly, audit }: Tool, found: Conclusion): Conclusion {
  const failedIsFine = warnOnly && found.status === StepStatus.Failed
  const inconclusiveIsFine = audit?.onInconclusive === "warn" && found.status === StepStatus.Inconclusive
  if (!failedIsFine && !inconclusiveIsFine) return found
  return { status: StepStatus.Passed, summary: `${found.status}, which only warns: ${found.summary}` }
}

function origin({ name, audit }: Tool, { report, age }: LintEvidence): string {
  const tool = [report?.tool.name ?? name, report?.tool.version].filter(Boolean).join(" ")
  return `${tool}, ${audit?.advisories && age ? `${audit.advisories.source} ${inAge(age)}` : "live advisory data"}`
}

function counted(findings: readonly Finding[]): string {
  return `${findings.length} finding${findings.length === 1 ? "" : "s"}`
}

function tailOf(run: Ended, { report }: LintEvidence): string {
  const found = report ? [...report.findings.map(inWords), ...report.gaps.map((gap) => `not looked at: ${gap}`)] : []
  if (found.length === 0) return lastLines(`${run.stdout}${run.stderr}`, TAIL_LINES)
  const more = found.length > TAIL_LINES ? [`… and ${found.length - TAIL_LINES} more`] : []
  return [...found.slice(0, TAIL_LINES), ...more].join("\n")
}
