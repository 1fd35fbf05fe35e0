/** Owns the deploy step: this digest, with this environment's variables, served by its platform. */
import { failure } from "../errors.js"
import type { EnvironmentName } from "../../src/names.js"
import { StepStatus } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import { errorOutcome, type Outcome } from "../pipeline/outcome.js"
import { fillAll } from "../probes/placeholders.js"
import type { Release } from "../targets/target.js"

export async function deploy(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const release = releaseOf(context)
  const forced = await refuseFrozen(context, environment, release.image.digest)
  const variables = { ...variablesOf(context, environment, release), ...faultIn(context, environment) }
  try {
    const deployment = await context.target(environment).deploy(context, environment, release, variables)
    context.handed.deployments[environment] = deployment
    const summary = `${environment} serves ${release.image.digest}${forced}`
    return { status: StepStatus.Passed, summary, ...artefacts(context, environment) }
  } catch (error) {
    // What the platform had to say counts most when it went wrong.
    return { ...errorOutcome(error), ...artefacts(context, environment) }
  }
}

function artefacts({ handed }: Context, environment: EnvironmentName): Pick<Outcome, "files"> {
  const files = handed.evidence?.[environment]
  return files ? { files } : {}
}

/** What this run offers to its environments. */
export function releaseOf({ request, handed }: Context): Release {
  const { version, sha, run } = request
  return { image: handedOn(handed.image, "the published image"), version, sha, run }
}

/** Later ones win: the image's, the environment's. */
export function variablesOf(
  { config }: Context,
  environment: EnvironmentName,
  { image, version, sha }: Release,
): Record<string, string> {
  const facts = { version, sha, digest: image.digest }
  return fillAll({ ...config.image!.variables, ...config.environments[environment].variables }, facts)
}

function faultIn({ request: { fault } }: Context, environment: EnvironmentName): Record<string, string> {
  return fault?.at === environment ? fault.variables : {}
}

/** What was rolled back once is bad until somebody says why not; each rehearsal has a list of its own. */
async function refuseFrozen(context: Context, environment: EnvironmentName, digest: string): Promise<string> {
  const { request, state } = context
  const frozen = (await state.frozen()).find(
    (one) =>
      one.environment === environment &&
      one.digest === digest &&
      one.scope === request.scope &&
      one.run !== request.run,
  )
  if (!frozen) return ""
  if (request.force === undefined) throw failure("FROZEN", frozen)
  return `, although run ${frozen.run} rolled it back (OVERRIDDEN: ${request.force})`
}
