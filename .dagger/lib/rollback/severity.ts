/** Owns how bad it is that something did not pass, also where nobody declared it. Pure. */
import { Severity, StepStatus } from "../../src/names.js"
import type { Finding } from "./decision.js"

/** Worst first. */
const ranking = [Severity.Critical, Severity.Major, Severity.Minor]

export function worstOf(findings: readonly Pick<Finding, "severity">[]): Severity | undefined {
  return ranking.find((severity) => findings.some((finding) => finding.severity === severity))
}

export function isAsBad(severity: Severity | undefined, as: Severity): boolean {
  return severity !== undefined && ranking.indexOf(severity) <= ranking.indexOf(as)
}

/**
 * A failure is as bad as declared; undeclared, it is the worst.
 * Of a proof that told nothing (inconclusive, or an error of the pipeline's own), nothing is known: that is major,
 * neither more nor less. It must not pass for good, and it is no evidence of an outage either: one hiccup on the way
 * to production would else take a good release back at night. The fix window looks again, which is its remedy. What is
 * only minor when it fails is not worse when it cannot be told.
 */
export function severityOfProof(status: StepStatus, declared: Severity | undefined): Severity {
  if (status === StepStatus.Failed) return declared ?? Severity.Critical
  return declared === Severity.Minor ? Severity.Minor : Severity.Major
}

/**
 * A change that did not pass is critical however it ended: after an error in the middle of a deploy nobody knows what
 * production serves, and there is no deployment to look at again in a fix window.
 */
export function severityOfChange(declared: Severity | undefined): Severity {
  return declared ?? Severity.Critical
}
