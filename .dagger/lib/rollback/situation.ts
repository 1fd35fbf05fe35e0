/** Owns the way from what the steps left to what the policy asks: the findings, and how far the release got. Pure. */
import { Severity, StepStatus } from "../../src/names.js"
import type { Part, StepRecord } from "../pipeline/outcome.js"
import type { Finding, Situation } from "./decision.js"
import { isAsBad, severityOfChange, severityOfProof, worstOf } from "./severity.js"

type Ended = Pick<StepRecord, "name" | "status" | "summary" | "parts" | "severity">

const CHANGES = /^(migrate|deploy) production$/
const PROOFS = /^(verify|bake) production$/
const UNREMARKABLE = [StepStatus.Passed, StepStatus.Skipped]
const SUMMARY_LENGTH = 200

/** The steps that change production; whatever else carries its name only looks, or undoes. */
export function touchesProduction({ name, status }: Pick<Ended, "name" | "status">): boolean {
  return CHANGES.test(name) && status !== StepStatus.Skipped
}

export function situationOf(
  records: readonly Ended[],
  facts: Pick<Situation, "previous" | "wayBack" | "migrations">,
): Situation {
  const production = records.filter(({ name }) => CHANGES.test(name) || PROOFS.test(name))
  const deployed = production.some((record) => record.name === "deploy production" && touchesProduction(record))
  const migrated = production.some((record) => record.name === "migrate production" && touchesProduction(record))
  const findings = production.flatMap(findingsOf)
  return {
    ...facts,
    // What never ran changed nothing, whatever it would have done.
    migrations: migrated ? facts.migrations : "none",
    deployed,
    findings:
      deployed && !isAsBad(worstOf(findings), Severity.Major) ? [...findings, ...unproven(production)] : findings,
  }
}

/** What one step of production found, passed steps included: a minor miss does not fail its step. */
export function findingsOf(record: Ended): Finding[] {
  const parts = (record.parts ?? []).flatMap((part) => findingOfPart(record, part))
  if (UNREMARKABLE.includes(record.status)) return parts
  const worst = worstOf(parts)
  // Parts that say how bad it is explain the step, unless they are harmless and the step did not pass all the same.
  if (record.severity === undefined && isAsBad(worst, Severity.Major)) return parts
  const severity = severityOf(record, record.status, record.severity)
  if (isAsBad(worst, severity)) return parts
  return [{ source: record.name, severity, summary: short(record.summary) }, ...parts]
}

function findingOfPart(record: Ended, part: Part): Finding[] {
  if (UNREMARKABLE.includes(part.status)) return []
  const tolerated = record.status === StepStatus.Passed && part.severity === undefined
  // Without a severity the step speaks for its parts; a step that passed has judged them harmless.
  if (part.severity === undefined && !tolerated) return []
  const severity = tolerated ? Severity.Minor : severityOf(record, part.status, part.severity)
  return [{ source: `${record.name} / ${part.name}`, severity, summary: short(part.summary) }]
}

function severityOf(record: Ended, status: StepStatus, declared: Severity | undefined): Severity {
  return CHANGES.test(record.name) ? severityOfChange(declared) : severityOfProof(status, declared)
}

/** It serves, nothing bad is known of it, and a proof never ran: no data is never a pass. */
function unproven(production: readonly Ended[]): Finding[] {
  const proofs = production.filter(({ name }) => PROOFS.test(name))
  if (proofs.length === 0)
    return [{ source: "production", severity: Severity.Major, summary: "no step looked at the release" }]
  return proofs
    .filter(({ status }) => status === StepStatus.Skipped)
    .map(({ name, summary }) => ({
      source: name,
      severity: Severity.Major,
      summary: `was not looked at: ${short(summary)}`,
    }))
}

function short(text: string): string {
  const line = text.split("\n")[0]!
  return line.length > SUMMARY_LENGTH ? `${line.slice(0, SUMMARY_LENGTH - 1)}…` : line
}
