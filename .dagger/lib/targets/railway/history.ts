/** Owns what Railway says is live, what was, and whether it can go back there. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { releaseOf } from "../ledger.js"
import type { Deployment, WayBack } from "../target.js"
import type { Seen } from "./answers.js"
import { type Railway, railwayOf } from "./api.js"
import { imageOf } from "./image.js"
import { crashedInService, isServing, liveOf } from "./live.js"
import { type Remembered, remembered, served } from "./read.js"

export async function current(context: Context, environment: EnvironmentName): Promise<Deployment | undefined> {
  const railway = railwayOf(context, environment)
  const live = liveOf(await served(railway))
  if (!live) return undefined
  const memory = await remembered(railway)
  return { ...shownAs(railway, live, memory), variables: declaredIn(railway, memory) }
}

/** What was removed without ever serving is no release to go back to: Railway keeps an image only of what served. */
export async function history(context: Context, environment: EnvironmentName): Promise<Deployment[]> {
  const railway = railwayOf(context, environment)
  const all = await served(railway)
  const live = all.filter((seen) => isServing(seen) || seen.canRollback || crashedInService(seen, all))
  const memory = await remembered(railway)
  return live.filter(({ meta }) => imageOf(meta)?.digest).map((seen) => shownAs(railway, seen, memory))
}

export async function wayBack(
  context: Context,
  environment: EnvironmentName,
  to: Deployment | undefined,
): Promise<WayBack> {
  if (!to) return { able: false, reason: `${environment} has no earlier release` }
  const { digest } = to.image
  if (!digest) return { able: false, reason: `Railway does not say which digest ${environment} serves` }
  const kept = keptFor(to, await served(railwayOf(context, environment)))
  const reason = kept
    ? `Railway keeps deployment ${kept.id} to roll back to ${digest}`
    : `Railway keeps no deployment of ${digest} to roll back to: it would be deployed again by its digest`
  return { able: true, reason }
}

/** The very deployment, else the newest that runs the same image, if Railway would roll back to it. */
export function keptFor({ id, image }: Deployment, seen: readonly Seen[]): Seen | undefined {
  const kept = seen.filter(({ canRollback, meta }) => canRollback && imageOf(meta)?.digest === image.digest)
  return kept.find((one) => one.id === id) ?? kept[0]
}

/** A digest that Railway does not say stays empty, and equals no other. */
export function shownAs({ environment }: Railway, { id, meta, createdAt }: Seen, { ledger }: Remembered): Deployment {
  const { repository = "", tag = "", digest = "" } = imageOf(meta) ?? {}
  const release = releaseOf(ledger, repository, digest)
  const image = { ...release.image, tag: release.image.tag || tag }
  return { ...release, image, id, environment, variables: {}, at: createdAt }
}

/** Of the service's variables those that the config declares: the others may be secret. */
function declaredIn({ context: { config }, environment }: Railway, { variables }: Remembered): Record<string, string> {
  const declared = Object.keys({ ...config.image!.variables, ...config.environments[environment].variables })
  const shown = declared.flatMap((name) => (typeof variables[name] === "string" ? [[name, variables[name]]] : []))
  return Object.fromEntries(shown) as Record<string, string>
}
