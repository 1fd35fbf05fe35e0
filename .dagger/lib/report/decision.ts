/** Owns the decision about production as the report shows it, with the timeline of its fix window. Pure. */
import type { Action, Decision, Finding } from "../rollback/decision.js"

/** What was decided about production once it had been touched; looks are those of the fix window. */
export interface ReportDecision {
  action: Action
  rule: string
  obstacle: string | null
  reason: string
  page: boolean
  issue: boolean
  looks: ReportLook[]
}

export interface ReportLook {
  at: string
  durationMs: number
  proofs: string[]
  clean: boolean
  findings: Finding[]
  problem: string | null
}

export function decisionOf(decision: Decision | undefined): ReportDecision | null {
  if (!decision) return null
  const { action, rule, obstacle = null, reason, page, issue } = decision
  const looks = decision.looks.map(({ at, durationMs, proofs, clean, findings, problem = null }) => ({
    at: new Date(at).toISOString(),
    durationMs,
    proofs: [...proofs],
    clean,
    findings: [...findings],
    problem,
  }))
  return { action, rule, obstacle, reason, page, issue, looks }
}
