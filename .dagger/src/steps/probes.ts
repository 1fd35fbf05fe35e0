/** Owns the probing steps: smoke in staging, verify in production; every probe, in the declared order. */
import { dag } from "@dagger.io/dagger"
import type { EnvironmentName } from "../names.js"
import { Severity, StepStatus } from "../names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import { runProbe } from "../probes/probe.js"
import type { Deployment } from "../targets/target.js"

export function probes(context: Context, environment: EnvironmentName): Promise<Outcome> {
  return probesOf(context, handedOn(context.handed.deployments[environment], `the deployment in ${environment}`))
}

/** Of any deployment: after a rollback it is the earlier one that must answer. */
export async function probesOf(context: Context, deployment: Deployment): Promise<Outcome> {
  const base = await context.target(deployment.environment).url(context, deployment)
  const facts = { version: deployment.version, sha: deployment.sha, digest: deployment.image.digest }
  const results: (Part & { severity: Severity })[] = []
  // In turn: a later probe may ask for what an earlier one uploaded.
  for (const probe of context.config.probes) results.push(await runProbe(base, probe, facts, () => context.clock.now()))
  const files = dag.directory().withNewFile("probes.json", JSON.stringify(results, null, 2))
  return { status: statusOf(results.map(judged)), summary: summarise(results), parts: results, files }
}

/** A minor miss is reported and does not fail the step. */
function judged({ status, severity }: Part & { severity: Severity }): Pick<Part, "status"> {
  return { status: status === StepStatus.Failed && severity === Severity.Minor ? StepStatus.Passed : status }
}

function summarise(parts: readonly Part[]): string {
  const bad = parts.filter((part) => part.status !== StepStatus.Passed)
  return bad.length === 0
    ? `${parts.length} probes as expected`
    : bad.map((part) => `${part.name}: ${part.summary}`).join("\n")
}
