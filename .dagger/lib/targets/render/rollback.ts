/** Owns the way back on Render: its own rollback, else the earlier image anew; then the settings, so that it stays. */
import { describe } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { LEDGER, noted, readLedger } from "../ledger.js"
import { platformError } from "../platform-api.js"
import type { Deployment, WayBack } from "../target.js"
import { renderApi } from "./api.js"
import type { Deploy, Service } from "./contract.js"
import { digestOf, guards, isUnderWay } from "./judge.js"
import { begin, live, type Place } from "./live.js"
import { byDigest, isSuspended, restoreVariables, resume, settle } from "./settings.js"

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

interface Found {
  service: Service
  deploys: readonly Deploy[]
  variables: Record<string, string>
}

export async function rollback(context: Context, environment: EnvironmentName, to: Deployment): Promise<Deployment> {
  const place: Place = { context, environment, api: renderApi(context, environment) }
  const found = await look(place)
  const own = guards.backAt(found.deploys, readLedger(found.variables[LEDGER]), to)
  const others = found.deploys.filter((deploy) => isUnderWay(deploy) && deploy !== own)
  for (const other of others) await stop(place, other)
  // Also where it serves: a release that never got live has set its variables already.
  const changed = await restoreVariables(place, to, found.variables)
  const stands = own && others.length === 0 && !isSuspended(found.service) && (own.id === to.id || !changed)
  const begun = stands ? own : await beginBack(place, to, found)
  const { id, finishedAt, createdAt } = await live(place, begun, to.image.digest)
  await settle(place, to.image, "no")
  return { ...to, id, at: finishedAt ?? createdAt }
}

async function look({ api }: Place): Promise<Found> {
  const [service, deploys, variables] = await Promise.all([api.service(), api.deploys(), api.envVars()])
  return { service, deploys, variables }
}

/** It would get live after the way back, and undo it. */
async function stop({ api, context }: Place, { id }: Deploy): Promise<void> {
  await api.cancel(id).catch((error) => context.announce(`· deploy ${id} could not be canceled: ${describe(error)}`))
}

async function beginBack(place: Place, to: Deployment, { service, deploys, variables }: Found): Promise<Deploy> {
  const after = deploys[0]?.id ?? null
  await note(place, noted(readLedger(variables[LEDGER]), to, after))
  const resumed = isSuspended(service) && (await resume(place, service, to.image, after))
  return resumed || (await rollBack(place, to, after))
}

/** How the same rollback, asked for again, knows the deploy that it began; not worth leaving the bad release for. */
async function note({ api, context }: Place, ledger: string): Promise<void> {
  await api
    .setVariable(LEDGER, ledger)
    .catch((error) => context.announce(`· the way back could not be noted: ${describe(error)}`))
}

async function rollBack(place: Place, to: Deployment, after: string | null): Promise<Deploy> {
  const { api, context } = place
  const { digest } = to.image
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
