/** Owns the deploy step: this digest, with this environment's variables, served by its platform. */
import type { EnvironmentName } from "../names.js"
import { StepStatus } from "../names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { fillAll } from "../probes/placeholders.js"
import type { Image } from "../targets/target.js"

export async function deploy(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const image = handedOn(context.handed.image, "the published image")
  const deployment = await context
    .target(environment)
    .deploy(context, environment, image, variablesFor(context, environment, image))
  context.handed.deployments[environment] = deployment
  return { status: StepStatus.Passed, summary: `${environment} serves ${image.digest}` }
}

/** Later ones win: the image's, the environment's, the rehearsed fault's. */
function variablesFor(
  { config, request }: Context,
  environment: EnvironmentName,
  image: Image,
): Record<string, string> {
  const facts = { version: request.version, sha: request.sha, digest: image.digest }
  const fault = request.fault?.at === environment ? request.fault.variables : {}
  return fillAll({ ...config.image!.variables, ...config.environments[environment].variables, ...fault }, facts)
}
