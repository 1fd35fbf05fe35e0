/** Owns the way back on Render: its own rollback, else the earlier image anew; then the settings, so that it stays. */
import { describe } from "../../errors.js"
import type { EnvironmentName } from "../../names.js"
import type { Context } from "../../pipeline/context.js"
import { platformError } from "../platform-api.js"
import type { Deployment, WayBack } from "../target.js"
import { renderApi } from "./api.js"
import type { Deploy } from "./contract.js"
import { byDigest, setVariables } from "./deploy.js"
import { digestOf, isUnderWay } from "./judge.js"
import { begin, live, type Place } from "./live.js"

export async function wayBack(
  context: Context,
  environment: EnvironmentName,
  to: Deployment | undefined,
): Promise<WayBack> {
  if (!to) return { able: false, reason: `${environment} served nothing before` }
  const { digest } = to.image
  const kept = (await renderApi(context, environment).served()).find((deploy) => digestOf(deploy) === digest)
  return kept
    ? {
        able: true,
        reason: `Render lists deploy ${kept.id} of it, and keeps it as long as the plan says; else it is deployed anew`,
      }
    : { able: true, reason: `Render lists no deploy of ${digest} any more; it is deployed anew from the registry` }
}

export async function rollback(context: Context, environment: EnvironmentName, to: Deployment): Promise<Deployment> {
  const api = renderApi(context, environment)
  const place: Place = { context, environment, api }
  const [deploys, existing] = await Promise.all([api.deploys(), api.envVars()])
  const serving = deploys.find(({ status }) => status === "live")
  const running = deploys.find(isUnderWay)
  const there = serving && !running && digestOf(serving) === to.image.digest
  if (running && digestOf(running) !== to.image.digest) await stop(place, running)
  if (!there) await setVariables(place, to.variables, existing)
  const begun = there ? serving : await beginBack(place, to, deploys)
  const { id, finishedAt, createdAt } = await live(place, begun, to.image.digest)
  await settle(place, to)
  return { ...to, id, at: finishedAt ?? createdAt }
}

/** It would get live after the way back, and undo it. */
async function stop({ api, context }: Place, { id }: Deploy): Promise<void> {
  await api.cancel(id).catch((error) => context.announce(`· deploy ${id} could not be canceled: ${describe(error)}`))
}

async function beginBack(place: Place, to: Deployment, deploys: readonly Deploy[]): Promise<Deploy> {
  const { api, context } = place
  const { digest } = to.image
  const after = deploys[0]?.id ?? null
  const anew = () => begin(place, { start: () => api.startDeploy(byDigest(to.image)), after, digest })
  const known = (await api.served()).filter((deploy) => digestOf(deploy) === digest)
  const target = known.find(({ id }) => id === to.id) ?? known[0]
  if (!target) return anew()
  try {
    return await begin(place, { start: () => api.startRollback(target.id), after, digest })
  } catch (error) {
    // What Render does not keep any more it refuses to go back to; the registry has it still.
    if (platformError(error)?.trouble !== "refused") throw error
    context.announce(`· no rollback to ${target.id}, so its image is deployed anew: ${describe(error).split("\n")[0]}`)
    return anew()
  }
}

/** A rollback leaves the settings as they were: the next ordinary deploy would bring the bad image back. */
async function settle({ api, context, environment }: Place, { image }: Deployment): Promise<void> {
  try {
    await api.settle((await api.service()).ownerId, byDigest(image))
  } catch (error) {
    context.announce(`· ${environment} is back, but its settings still name the other image: ${describe(error)}`)
  }
}
