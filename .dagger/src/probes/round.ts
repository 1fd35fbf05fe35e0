/** Owns one round of all probes, and what it comes to: a minor miss is reported and fails nothing. */
import type { NamedProbe } from "../config/resolve.js"
import { Severity, StepStatus } from "../names.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import type { Facts } from "./placeholders.js"
import { runProbe } from "./probe.js"

export type Probed = Part & { severity: Severity }

export async function askAll(
  base: string,
  probes: readonly NamedProbe[],
  facts: Facts,
  now: () => number,
): Promise<Outcome & { parts: Probed[] }> {
  const parts: Probed[] = []
  // In turn: a later probe may ask for what an earlier one uploaded.
  for (const probe of probes) parts.push(await runProbe(base, probe, facts, now))
  return { status: statusOf(parts.map(judged)), summary: summarise(parts), parts }
}

function judged({ status, severity }: Probed): Pick<Part, "status"> {
  return { status: status === StepStatus.Failed && severity === Severity.Minor ? StepStatus.Passed : status }
}

function summarise(parts: readonly Part[]): string {
  const bad = parts.filter((part) => part.status !== StepStatus.Passed)
  return bad.length === 0
    ? `${parts.length} probes as expected`
    : bad.map((part) => `${part.name}: ${part.summary}`).join("\n")
}
