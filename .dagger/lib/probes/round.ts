/** Owns one round of all probes, and what it comes to: a minor miss is reported and fails nothing. */
import type { NamedProbe } from "../config/resolve.js"
import { Severity, StepStatus } from "../../src/names.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import { roundsOf } from "./evidence.js"
import type { Facts } from "./placeholders.js"
import { type Probed, runProbe } from "./probe.js"

export async function askAll(
  base: string,
  probes: readonly NamedProbe[],
  facts: Facts,
  now: () => number,
): Promise<Outcome & { parts: Part[] }> {
  const probed: Probed[] = []
  // In turn: a later probe may ask for what an earlier one uploaded.
  for (const probe of probes) probed.push(await runProbe(base, probe, facts, now))
  const parts = probed.map(partOf)
  const evidence = { probes: probes.map((probe, index) => roundsOf(probe, facts, probed[index]!.rounds)) }
  return { status: statusOf(probed.map(judged)), summary: summarise(parts), parts, evidence }
}

/** How long each answer took is told by the evidence. */
function partOf({ name, status, summary, durationMs, cached, severity }: Probed): Part {
  return { name, status, summary, durationMs, cached, severity }
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
