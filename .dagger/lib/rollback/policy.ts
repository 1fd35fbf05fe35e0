/** Owns the rollback policy: what is declared and what is known → what becomes of production, and why. Pure. */
import type { RollbackPolicy } from "../config/rollback-schema.js"
import { Severity } from "../../src/names.js"
import type { Decision, Finding, RuleName, Situation } from "./decision.js"
import { goingBack } from "./going-back.js"
import { isAsBad, worstOf } from "./severity.js"

/** The worst finding decides. The rules stand in the order in which they are asked. */
export function decideOn(policy: RollbackPolicy, situation: Situation): Decision {
  const { findings, deployed } = situation
  const worst = worstOf(findings)
  if (!deployed) return neverServed(situation)
  if (worst === undefined) return staying("nothing-found", "nothing was found wrong with the release", false)
  if (worst === Severity.Minor)
    return staying("minor-only", `nothing worse than minor was found: ${inWords(findings)}`, true)
  if (worst === Severity.Critical) return goBack(policy, situation, "critical", inWords(findings))
  return { ...windowFor(policy), reason: `${inWords(findings)}; ${windowFor(policy).reason}` }
}

/** What the fix window came to: it was recovered, superseded, or the release has to go back after all. */
export function decideAfter(
  policy: RollbackPolicy,
  situation: Situation,
  { end, why, looks }: Pick<Decision, "looks"> & { end: WindowEnd; why: string },
): Decision {
  const found = inWords(situation.findings)
  if (end === "recovered") return { ...staying(end, `${found}; ${why}`, true), looks }
  if (end === "superseded") return { ...staying(end, `${found}; ${why}`, false), looks }
  return { ...goBack(policy, situation, end, `${found}; ${why}`), looks }
}

export type WindowEnd = Extract<RuleName, "recovered" | "superseded" | "critical-in-window" | "window-over">

/** Whatever was decided: what a newer release has replaced is neither taken back nor down. */
export function superseded(decision: Decision, newer: string): Decision {
  return staying("superseded", `${decision.reason}; but ${newer} took its place`, false)
}

/** A decision that could not be made leaves production to a person. */
export function undecided(problem: string): Decision {
  const reason = `it could not be decided what to do with production: ${problem}`
  return { action: "leave", rule: "undecided", reason, page: true, issue: false, looks: [] }
}

function staying(rule: RuleName, reason: string, issue: boolean): Decision {
  return { action: "keep", rule, reason, page: false, issue, looks: [] }
}

function windowFor({ fixWindowSeconds, everySeconds }: RollbackPolicy): Decision {
  const reason = `looked at again every ${everySeconds} s for ${fixWindowSeconds} s`
  return { action: "fix-window", rule: "major", reason, page: false, issue: false, looks: [] }
}

/** Critical pages; a major finding that had its window and went back waits for working hours. */
function goBack(policy: RollbackPolicy, situation: Situation, rule: RuleName, found: string): Decision {
  const page = rule === "critical" || rule === "critical-in-window"
  const { action, obstacle, reason } = goingBack(policy, situation)
  return {
    action,
    rule,
    ...(obstacle ? { obstacle } : {}),
    reason: `${found}; ${reason}`,
    page: page || obstacle !== undefined,
    issue: true,
    looks: [],
  }
}

/**
 * Only the migrations ran: what served before still serves, and there is nothing to roll back. A migration that ended
 * halfway is not undone by anybody but a person, who is called unless there was nothing to migrate.
 */
function neverServed({ findings, migrations, previous }: Situation): Decision {
  const touched = migrations !== "none"
  const found = findings.length > 0 ? inWords(findings) : "the release was not handed to the platform"
  const database = touched ? "; the database may have been changed, and is not changed back automatically" : ""
  const serving =
    previous === "first-release" ? "nothing served before, and nothing does" : "what served before still serves"
  const reason = `${found}; ${serving}${database}`
  return { action: "keep-old", rule: "never-served", reason, page: touched, issue: true, looks: [] }
}

const NAMED = 3

/** The worst ones by name; the steps have them all. */
export function inWords(findings: readonly Finding[]): string {
  const worst = worstOf(findings)
  const named = findings.filter(({ severity }) => isAsBad(severity, worst ?? Severity.Minor))
  const shown = named.slice(0, NAMED).map(({ severity, source, summary }) => `${severity}: ${source}: ${summary}`)
  const more = findings.length - shown.length
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join("; ")
}
