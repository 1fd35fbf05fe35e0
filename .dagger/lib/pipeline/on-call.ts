/** Owns what a person on call does by hand: deploy this image, go back to that one, by the rules of a whole release. */
import { failure, lastHeard } from "../errors.js"
import { type EnvironmentName, StepStatus } from "../../src/names.js"
import type { Remembered } from "../journal/entry.js"
import { noteOnce } from "../journal/recall.js"
import type { Deployment } from "../targets/target.js"
import { requireSecrets } from "../targets/secrets.js"
import type { Context } from "./context.js"
import { runSteps } from "./flow.js"
import type { StepRecord } from "./outcome.js"
import { LATEST_STEP } from "./latest.js"
import { exclusively } from "./release.js"
import { reasonOf } from "./request.js"
import { chain, earlier, imageNamed, liveIn } from "./single.js"

interface Done {
  deployment: Deployment
}

/** Migrates and deploys an image that was published before; the same run id does it once. */
export async function deployOne(
  context: Context,
  environment: EnvironmentName,
  reference: string,
  breakLock: boolean,
): Promise<Deployment> {
  const image = imageNamed(reference)
  await requireSecrets(context, [environment])
  Object.assign(context.request, { version: image.tag, sha: image.tag })
  const kinds = context.config.image?.migrate ? (["migrate", "deploy"] as const) : (["deploy"] as const)
  const flow = `deploy ${environment}`
  const { deployment } = await exclusively<Done>(
    context,
    { flow, source: reference, locks: [environment], breakLock },
    async (journal) => {
      context.handed.image = image
      requirePassed(flow, await runSteps(chain(environment, kinds), context, { journal }))
      return { deployment: context.handed.deployments[environment]! }
    },
  )
  return deployment
}

/** Goes back, then proves it by the probes; what served until now is frozen. */
export async function rollBackTo(
  context: Context,
  environment: EnvironmentName,
  digest: string | undefined,
  breakLock: boolean,
): Promise<Deployment> {
  const flow = `rollback ${environment}`
  await requireSecrets(context, [environment])
  const { deployment } = await exclusively<Done>(
    context,
    { flow, source: digest ?? "the release before", locks: [environment], breakLock },
    async (journal) => {
      const { handed } = context
      await noteOnce(journal, context, () => fromHere(context, environment, digest))
      handed.decision = {
        action: "roll-back",
        rule: "by-hand",
        reason: "a person asked for it",
        page: false,
        issue: false,
        looks: [],
      }
      requirePassed(flow, await runSteps(chain(environment, ["rollback"]), context, { journal }))
      // What is live again is; a tag that stays where it was undoes none of it, and is told.
      if (environment === "production") await runSteps([LATEST_STEP], context, { journal })
      return { deployment: handed.previous! }
    },
  )
  return deployment
}

/** A second attempt goes where the first one was going, although that may be what serves by now. */
async function fromHere(
  context: Context,
  environment: EnvironmentName,
  digest: string | undefined,
): Promise<Remembered> {
  const live = await liveIn(context, environment)
  const { deployments } = context.handed
  const previous = await earlier(context, environment, digest)
  // Of a mixture nobody can say which image was the bad one: then none is frozen.
  return { deployments, image: live.mixed === undefined ? live.image : previous.image, previous }
}

/** One proof of what is live, by the config's own measure; without one declared there is nothing to prove it by. */
export async function lookAt(
  context: Context,
  environment: EnvironmentName,
  kind: "smoke" | "verify" | "load" | "bake",
): Promise<StepRecord[]> {
  const key = kind === "load" || kind === "bake" ? kind : "probes"
  const declared = context.config[key]
  if (!declared || (Array.isArray(declared) && declared.length === 0)) throw failure("NOTHING_TO_DO", { section: key })
  const { mixed } = await liveIn(context, environment)
  if (mixed !== undefined) throw failure("MIXED", { environment, what: mixed })
  return runSteps(chain(environment, [kind]), context)
}

export async function freezeByHand(
  { state, request, clock }: Context,
  environment: EnvironmentName,
  digest: string,
  reason: string,
): Promise<string> {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw failure("NOT_A_DIGEST", { digest })
  const { scope, run } = request
  const at = new Date(clock.now()).toISOString()
  await state.freeze({ environment, scope, digest, run, reason: reasonOf(reason)!, at })
  return `${environment}: ${digest} is frozen: ${reason}`
}

export async function unlockByHand({ state }: Context, environment: EnvironmentName): Promise<string> {
  const gone = await state.unlock([environment])
  return gone.length === 0 ? `${environment} was not locked` : gone.map((line) => heldBy(line.split(" "))).join("\n")
}

function heldBy([lock, run, age]: string[]): string {
  return `${lock} was held by run ${run}, ${lastHeard(age ?? "?")}`
}

function requirePassed(gate: string, records: readonly StepRecord[]): void {
  const bad = records.filter(({ status }) => status !== StepStatus.Passed)
  if (bad.length === 0) return
  const details = bad.map(({ name, status, summary }) => `${name}: ${status}, ${summary}`).join("\n")
  throw failure("STEP_FAILED", { step: gate, details })
}
