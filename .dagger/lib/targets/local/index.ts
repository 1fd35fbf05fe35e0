/** Owns the embedded target: an environment inside the engine, whose platform remembers it in records of its own. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { addRecord, readRecords } from "../embedded/memory.js"
import { guards, historyOf, isSame, liveOf, type PlatformRecord } from "../embedded/records.js"
import { engineOf, type LocalEngine } from "./engine.js"
import { localDeclaration } from "./options.js"
import { migrate } from "./schema.js"
import { becomeLive, healthy, reached, stop, type There } from "./serving.js"
import type { Deployment, Release, Target } from "../target.js"

/** Tests have an engine of their own. */
export function localOn(engineFor: (context: Context) => LocalEngine): Target {
  const at = (context: Context, environment: EnvironmentName): There => {
    const { config, request } = context
    const place = { project: config.project, environment, scope: request.scope }
    return { context, engine: engineFor(context), place }
  }
  return {
    ...localDeclaration,

    migrate(context, environment, image, command) {
      return migrate(at(context, environment), image, command)
    },

    deploy(context, environment, release, variables) {
      return deploy(at(context, environment), release, variables)
    },

    async current(context, environment) {
      return liveOf(await recordsOf(at(context, environment)))
    },

    async history(context, environment) {
      return historyOf(await recordsOf(at(context, environment)))
    },

    wayBack(_context, environment, to) {
      const reason = to ? `${environment} served ${to.image.digest} before` : `${environment} has no earlier release`
      return Promise.resolve({ able: to !== undefined, reason })
    },

    rollback(context, environment, to) {
      return rollback(at(context, environment), to)
    },

    takeDown(context, environment) {
      return takeDown(at(context, environment))
    },

    url(context, deployment) {
      return reached(at(context, deployment.environment), deployment)
    },

    check() {
      return Promise.resolve("inside the engine")
    },
  }
}

async function deploy(there: There, release: Release, variables: Record<string, string>): Promise<Deployment> {
  const found = await recordsOf(there)
  const begun = guards.begunBefore(found, release)
  const { deployment, records } = begun
    ? { deployment: begun, records: found }
    : await accept(there, release, variables)
  const { environment } = there.place
  there.context.announce(`· ${environment} accepted ${release.image.digest}${begun ? " before" : ""}`)
  await healthy(there, deployment)
  return begun && begun === liveOf(found) ? deployment : becomeLive(there, records, deployment)
}

/** What the write answers with is newer than any read. */
async function accept(
  { context, engine, place }: There,
  release: Release,
  variables: Record<string, string>,
): Promise<{ deployment: Deployment; records: PlatformRecord[] }> {
  const at = new Date(context.clock.now()).toISOString()
  const deployment: Deployment = { ...release, environment: place.environment, variables, at }
  return { deployment, records: await addRecord(engine, place, { type: "accepted", deployment }) }
}

async function rollback(there: There, to: Deployment): Promise<Deployment> {
  const records = await recordsOf(there)
  const live = liveOf(records)
  await healthy(there, to)
  return live && isSame(live, to) ? to : becomeLive(there, records, to)
}

async function takeDown(there: There): Promise<void> {
  const live = liveOf(await recordsOf(there))
  // First of all ended: what is told to be down is not looked for again.
  if (live) await stop(there, live)
  await addRecord(there.engine, there.place, { type: "down" })
}

function recordsOf({ context, engine, place }: There): Promise<PlatformRecord[]> {
  return readRecords(engine, context.clock, place)
}

export const local = localOn(engineOf)
