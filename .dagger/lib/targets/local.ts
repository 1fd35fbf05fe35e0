/** Owns the embedded target: an environment inside the engine, and a platform's memory of it in a cache volume. */
import type { EnvironmentName } from "../../src/names.js"
import { poll, within } from "../exec/poll.js"
import type { Context } from "../pipeline/context.js"
import { migrated, serving } from "./embedded.js"
import { addRecord, historyOf, inFlightOf, liveOf, type Place, readRecords, schemaOf } from "./embedded-records.js"
import { localDeclaration } from "./local-options.js"
import type { Deployment, Release, Target } from "./target.js"

const HEALTHY_WITHIN_MS = 60000

export const local: Target = {
  ...localDeclaration,

  async migrate(context, environment, image, command) {
    const ran = await migrated(context, environment, image, command)
    if (ran.exitCode === 0) {
      const { attempt } = context.request
      await addRecord(placeOf(context, environment), { type: "migrated", image, attempt })
    }
    return ran
  },

  async deploy(context, environment, release, variables) {
    const place = placeOf(context, environment)
    const records = await readRecords(place)
    const live = liveOf(records)
    const adopted = [live, inFlightOf(records)].find((known) => known && isSame(known, release))
    const at = new Date(context.clock.now()).toISOString()
    const deployment: Deployment = adopted ?? { ...release, environment, variables, at }
    if (!adopted) await addRecord(place, { type: "accepted", deployment })
    context.announce(`· ${environment} accepted ${release.image.digest}${adopted ? " before" : ""}`)
    await healthy(context, deployment)
    if (live && adopted === live) return deployment
    await addRecord(place, { type: "live", deployment })
    if (live) await serving(context, live).stop({ kill: true })
    return deployment
  },

  async current(context, environment) {
    return liveOf(await readRecords(placeOf(context, environment)))
  },

  async history(context, environment) {
    return historyOf(await readRecords(placeOf(context, environment)))
  },

  wayBack(_context, environment, to) {
    const reason = to ? `${environment} served ${to.image.digest} before` : `${environment} has no earlier release`
    return Promise.resolve({ able: to !== undefined, reason })
  },

  async rollback(context, environment, to) {
    const place = placeOf(context, environment)
    const bad = liveOf(await readRecords(place))
    await healthy(context, to)
    if (bad && isSame(bad, to)) return to
    await addRecord(place, { type: "live", deployment: to })
    if (bad) await serving(context, bad).stop({ kill: true })
    return to
  },

  async takeDown(context, environment) {
    const place = placeOf(context, environment)
    const live = liveOf(await readRecords(place))
    await addRecord(place, { type: "down" })
    if (live) await serving(context, live).stop({ kill: true })
  },

  async url(context, deployment) {
    await schemaIsThere(context, deployment.environment)
    const reached = context.reach(serving(context, deployment), context.config.image!.port)
    return within(reached, HEALTHY_WITHIN_MS, `${deployment.environment}'s container did not become healthy`)
  },

  check() {
    return Promise.resolve("inside the engine")
  },
}

function placeOf({ config, request }: Context, environment: EnvironmentName): Place {
  return { project: config.project, environment, scope: request.scope }
}

function isSame(one: Release, other: Release): boolean {
  return one.image.digest === other.image.digest && one.run === other.run
}

/** Its database lives as long as the attempt: a later one brings it to where the last migration left it. */
async function schemaIsThere(context: Context, environment: EnvironmentName): Promise<void> {
  const schema = schemaOf(await readRecords(placeOf(context, environment)))
  const command = context.config.image!.migrate
  if (!schema || !command || schema.attempt === context.request.attempt) return
  const { exitCode, output } = await local.migrate(context, environment, schema.image, command)
  if (exitCode !== 0) throw new Error(`${environment}'s database could not be brought back to its schema:\n${output}`)
}

async function healthy(context: Context, deployment: Deployment): Promise<void> {
  const { environment } = deployment
  const base = await local.url(context, deployment)
  const path = context.config.image!.healthPath
  const answer = await poll(() => answers200(`${base}${path}`), {
    intervalMs: 250,
    timeoutMs: HEALTHY_WITHIN_MS,
    clock: context.clock,
  })
  if (answer.value) return
  throw new Error(`${environment} did not answer 200 on ${path} within ${HEALTHY_WITHIN_MS / 1000} s: ${answer.reason}`)
}

async function answers200(url: string): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
  return true
}
