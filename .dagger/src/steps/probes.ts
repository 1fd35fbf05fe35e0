/** Owns the probing steps: smoke in staging, verify in production; every probe, in the declared order. */
import { dag } from "@dagger.io/dagger"
import type { EnvironmentName } from "../names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { askAll } from "../probes/round.js"

export async function probes(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const deployment = handedOn(context.handed.deployments[environment], `the deployment in ${environment}`)
  const base = await context.target(environment).url(context, deployment)
  const facts = { version: deployment.version, sha: deployment.sha, digest: deployment.image.digest }
  const round = await askAll(base, context.config.probes, facts, () => context.clock.now())
  const files = dag.directory().withNewFile("probes.json", JSON.stringify(round.parts, null, 2))
  return { ...round, files }
}
