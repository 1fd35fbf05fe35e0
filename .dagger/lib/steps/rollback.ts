/** Owns the rollback step: back to the recorded release, and the proof that it is what serves. */
import { describe } from "../errors.js"
import { type EnvironmentName, StepStatus } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { probesOf } from "./probes.js"

export async function rollback(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const { action, reason } = handedOn(context.handed.decision, "the rollback decision")
  if (action === "take-down") return takeDown(context, environment)
  if (action !== "roll-back")
    return { status: StepStatus.Skipped, summary: `nothing to do, ${action} was decided: ${reason}` }
  const to = handedOn(context.handed.previous ?? undefined, "the release before")
  // First of all back; then whatever else.
  const live = await context.target(environment).rollback(context, environment, to)
  const note = await freeze(context, environment, to.image.digest, reason)
  const proof = await probesOf(context, live)
  if (live.image.digest !== to.image.digest)
    return {
      ...proof,
      status: StepStatus.Failed,
      summary: `${environment} serves ${live.image.digest}, not ${to.image.digest}`,
    }
  return { ...proof, summary: `${environment} serves ${to.image.digest} again, ${proof.summary}${note}` }
}

async function takeDown(context: Context, environment: EnvironmentName): Promise<Outcome> {
  await context.target(environment).takeDown(context, environment)
  const still = await context.target(environment).current(context, environment)
  return still
    ? { status: StepStatus.Failed, summary: `${environment} still serves ${still.mixed ?? still.image.digest}` }
    : { status: StepStatus.Passed, summary: `${environment} serves nothing any more` }
}

/** Nobody deploys it again without saying why, unless it is the very image that serves now. A list that cannot be written does not undo the way back. */
async function freeze(
  { handed, request, state, clock }: Context,
  environment: EnvironmentName,
  serving: string,
  reason: string,
): Promise<string> {
  const { digest } = handedOn(handed.image, "the published image")
  if (digest === serving) return ""
  const { run, scope } = request
  const at = new Date(clock.now()).toISOString()
  try {
    await state.freeze({ environment, scope, digest, run, reason, at })
    return ""
  } catch (error) {
    return `; ${digest} could not be put on the list of frozen releases: ${describe(error)}`
  }
}
