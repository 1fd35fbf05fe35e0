/** Owns the probing steps: smoke in staging, verify in production; every probe, in the declared order. */
import { dag } from "@dagger.io/dagger"
import type { EnvironmentName } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { askAll } from "../probes/round.js"
import type { Deployment } from "../targets/target.js"

export function probes(context: Context, environment: EnvironmentName): Promise<Outcome> {
  return probesOf(context, handedOn(context.handed.deployments[environment], `the deployment in ${environment}`))
}

/** Of any deployment: after a rollback it is the earlier one that must answer. */
export async function probesOf(context: Context, deployment: Deployment): Promise<Outcome> {
  const base = await context.target(deployment.environment).url(context, deployment)
  const facts = { version: deployment.version, sha: deployment.sha, digest: deployment.image.digest }
  const round = await askAll(base, context.config.probes, facts, () => context.clock.now())
  const files = dag.directory().withNewFile("probes.json", JSON.stringify(round.parts, null, 2))
  return { ...round, files }
}
