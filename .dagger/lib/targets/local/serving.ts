/** Owns making a deployment serve inside the engine: its container is well first, then the records say so, then the old one ends. */
import { describe } from "../../errors.js"
import { poll } from "../../exec/poll.js"
import type { Context } from "../../pipeline/context.js"
import { addRecord, asked, type Place } from "../embedded/memory.js"
import { guards, liveOf, type PlatformRecord } from "../embedded/records.js"
import type { LocalEngine } from "./engine.js"
import { schemaIsThere } from "./schema.js"
import type { Deployment } from "../target.js"
import { notServing } from "../waiting.js"

const HEALTHY_WITHIN_MS = 60_000

/** An environment of one attempt. */
export interface There {
  context: Context
  engine: LocalEngine
  place: Place
}

export async function reached(there: There, deployment: Deployment): Promise<string> {
  await schemaIsThere(there)
  return there.engine.reach(deployment).catch((error: unknown) => {
    throw notServing({ platform: "local", what: whatOf(deployment) }, "failed", describe(error))
  })
}

export async function healthy(there: There, deployment: Deployment): Promise<void> {
  const { context, engine } = there
  const base = await reached(there, deployment)
  const path = context.config.image!.healthPath
  const answers = async (): Promise<true> => {
    const status = await engine.ask(`${base}${path}`)
    if (!guards.isHealthy(status)) throw new Error(`status ${status}`)
    return true
  }
  const seen = await poll(answers, { intervalMs: 250, timeoutMs: HEALTHY_WITHIN_MS, clock: context.clock })
  if (seen.value) return
  const reason = `${path} did not answer 200 within ${HEALTHY_WITHIN_MS / 1000} s: ${seen.reason}`
  throw notServing({ platform: "local", what: whatOf(deployment) }, "late", reason)
}

/** `before`: the records by which it was decided. */
export async function becomeLive(
  there: There,
  before: readonly PlatformRecord[],
  deployment: Deployment,
): Promise<Deployment> {
  const { context, engine, place } = there
  const after = await addRecord(engine, place, { type: "live", deployment })
  if (!guards.isAlone(before, after)) {
    const reason = `others wrote to ${place.environment}'s records (${place.scope}) meanwhile`
    throw notServing({ platform: "local", what: whatOf(deployment) }, "superseded", reason)
  }
  const old = liveOf(before)
  // Nobody is led to it any more, so that it could not be ended does not undo what serves.
  if (old) await stop(there, old).catch((error: unknown) => context.announce(`· ${describe(error)}`))
  return deployment
}

export function stop({ engine }: There, deployment: Deployment): Promise<void> {
  return asked(`stop ${whatOf(deployment)}`, engine.stop(deployment))
}

function whatOf({ environment, image }: Deployment): string {
  return `${environment}'s container of ${image.digest}`
}
