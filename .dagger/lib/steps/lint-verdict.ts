/** Owns the verdict on a lint tool: what its run proves, what the config lets through, how old it is, and its tail. Pure. */
import type { Tool } from "../config/resolve.js"
import { lastLines } from "../errors.js"
import { inWords } from "../evidence/findings/finding.js"
import { StepStatus } from "../../src/names.js"
import type { Part } from "../pipeline/outcome.js"
import { aged } from "../report/age.js"
import { inAge } from "./advisory-age.js"
import { isDeath, type ToolDeath, type ToolEnd } from "../exec/tool-end.js"
import { type Conclusion, conclude, type LintEvidence } from "./lint-conclusion.js"

export interface Judged {
  part: Part
  /** What a person should know although it fails nothing. */
  warning?: string
}

const TAIL_LINES = 30

export function judgeTool(tool: Tool, run: ToolEnd | ToolDeath, evidence: LintEvidence, now: number): Judged {
  const { name } = tool
  if (isDeath(run)) {
    const tail = lastLines(run.died, TAIL_LINES)
    const summary = "the tool died before it was done"
    return { part: { name, status: StepStatus.Error, summary, durationMs: 0, cached: false, tail } }
  }
  const found = conclude(tool, run, evidence)
  const gated = permit(tool, found)
  const summary = tool.audit ? `${gated.summary}; ${origin(tool, evidence)}` : gated.summary
  const part = {
    name,
    status: gated.status,
    summary: found.status === StepStatus.Passed ? summary : aged(summary, [run], now),
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

function tailOf(run: ToolEnd, { report }: LintEvidence): string {
  const found = report ? [...report.findings.map(inWords), ...report.gaps.map((gap) => `not looked at: ${gap}`)] : []
  if (found.length === 0) return lastLines(`${run.stdout}${run.stderr}`, TAIL_LINES)
  const more = found.length > TAIL_LINES ? [`… and ${found.length - TAIL_LINES} more`] : []
  return [...found.slice(0, TAIL_LINES), ...more].join("\n")
}
