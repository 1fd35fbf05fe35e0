/** Owns going back on Railway: its own rollback, else the previous digest deployed again, and nothing left to undo it. */
import { describe } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Deployment } from "../target.js"
import type { Seen } from "./answers.js"
import { type Railway, railwayOf } from "./api.js"
import { cancel, declaredFor, remove, setImage, setRelease, startRollback } from "./change.js"
import { started } from "./deploy.js"
import { guards } from "./guards.js"
import { keptFor } from "./history.js"
import { imageOf } from "./image.js"
import { isServing, toTakeDown } from "./live.js"
import { newest, remembered, served } from "./read.js"
import { meaningOf } from "./state.js"
import { appeared, newerOf, untilLive, untilNothingServes } from "./wait.js"

export async function rollback(context: Context, environment: EnvironmentName, to: Deployment): Promise<Deployment> {
  const railway = railwayOf(context, environment)
  const seen = await newest(railway)
  const serving = seen.find(isServing)
  const underWay = newerOf(seen, serving).filter(({ status }) => meaningOf(status) === "under-way")
  const ours = underWay.find(({ meta }) => imageOf(meta)?.digest === to.image.digest)
  await Promise.all(underWay.filter((one) => one !== ours).map((one) => stopped(railway, one)))
  const already = !ours && serving && (await isBack(railway, serving, to)) ? serving : undefined
  if (already) await keepSo(railway, to, seen[0])
  const { id, createdAt } = already ?? (await goBack(railway, to, seen[0], ours))
  return { ...to, id, at: createdAt }
}

/** What is under way would serve after all. */
async function stopped(railway: Railway, { id }: Seen): Promise<void> {
  await cancel(railway, id).catch((error: unknown) => railway.context.announce(`· ${describe(error)}`))
}

/** The same digest with other variables is another release: then it is not back yet, although the image is the same. */
async function isBack(railway: Railway, serving: Seen, to: Deployment): Promise<boolean> {
  const { digest } = to.image
  if (imageOf(serving.meta)?.digest !== digest) return false
  if (serving.id === to.id) return true
  const [last] = (await remembered(railway)).ledger
  return last?.digest !== digest || last.run === to.run
}

async function goBack(
  railway: Railway,
  to: Deployment,
  before: Seen | undefined,
  ours: Seen | undefined,
): Promise<Seen> {
  const { context, environment } = railway
  const otherwise = (reason: string) =>
    context.announce(`· ${environment}: ${reason}; its digest is deployed again instead`)
  try {
    const id = ours?.id ?? (await rolledBack(railway, to, before))
    if (id) {
      const live = await untilLive(railway, id, to.image.digest)
      await keepSo(railway, to, before)
      return live
    }
    otherwise(`Railway keeps no deployment of ${to.image.digest}`)
  } catch (error) {
    otherwise(describe(error))
  }
  return deployedAgain(railway, to)
}

/** Railway answers true and nothing else, so the deployment that it makes has to be found. */
async function rolledBack(railway: Railway, to: Deployment, before: Seen | undefined): Promise<string | undefined> {
  const kept = keptFor(to, await served(railway))
  if (!kept) return undefined
  const failed = await startRollback(railway, kept.id).then(
    () => undefined,
    (error: Error) => error,
  )
  if (failed && !guards.mayHaveHappened(failed)) throw failed
  const made = await appeared(railway, to.image.digest, before)
  if (made) return made.id
  throw failed ?? new Error(`Railway said that it rolls back to ${kept.id}, and then made no deployment`)
}

async function deployedAgain(railway: Railway, to: Deployment): Promise<Seen> {
  const [before] = await newest(railway)
  await setImage(railway, to.image)
  await setRelease(railway, to, variablesOf(railway, to), before)
  return untilLive(railway, await started(railway, to.image, before), to.image.digest)
}

/** What serves is the old image again, but what is configured would bring the bad one with the next redeploy. */
async function keepSo(railway: Railway, to: Deployment, before: Seen | undefined): Promise<void> {
  try {
    await setImage(railway, to.image)
    await setRelease(railway, to, variablesOf(railway, to), before)
  } catch (error) {
    // It is back, and that is what counts now.
    const { environment, context } = railway
    const reference = `${to.image.repository}@${to.image.digest}`
    context.announce(`· ${environment} is back, but set its image to ${reference} by hand: ${describe(error)}`)
  }
}

function variablesOf(railway: Railway, to: Deployment): Record<string, string> {
  return Object.keys(to.variables).length > 0 ? to.variables : declaredFor(railway, to)
}

export async function takeDown(context: Context, environment: EnvironmentName): Promise<void> {
  const railway = railwayOf(context, environment)
  const seen = await newest(railway)
  for (const { id } of seen.filter(({ status }) => meaningOf(status) === "under-way")) await cancel(railway, id)
  const there = toTakeDown(await served(railway))
  for (const { id } of there) await remove(railway, id)
  await untilNothingServes(railway, there)
}
