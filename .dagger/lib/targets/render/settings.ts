/** Owns what the service itself is set to: its variables, and the image that any deploy takes which is not ours. */
import { describe } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Deployment, Image } from "../target.js"
import type { Deploy, Service } from "./contract.js"
import { find, type Place } from "./live.js"

type Variables = Record<string, string>

/** Only what the config declares: the service's other variables may be secret, or somebody else's. */
export function ownOf({ config }: Context, environment: EnvironmentName, existing: Variables): Variables {
  const declared = { ...config.image?.variables, ...config.environments[environment].variables }
  return Object.fromEntries(Object.keys(declared).flatMap((key) => (key in existing ? [[key, existing[key]!]] : [])))
}

/** Each change would be one more request; a variable takes effect with the next deploy. */
export async function setVariables({ api }: Place, wanted: Variables, existing: Variables): Promise<boolean> {
  const differ = Object.entries(wanted).filter(([key, value]) => existing[key] !== value)
  for (const [key, value] of differ) await api.setVariable(key, value)
  return differ.length > 0
}

/** As they were with that release: what a newer one added is removed. Answers whether anything had to be changed. */
export async function restoreVariables(place: Place, { variables }: Deployment, existing: Variables): Promise<boolean> {
  const { api, context, environment } = place
  const added = Object.keys(ownOf(context, environment, existing)).filter((key) => !(key in variables))
  for (const key of added) await api.removeVariable(key)
  return (await setVariables(place, variables, existing)) || added.length > 0
}

/** Only tag or digest may differ from what the service was made with. */
export function byDigest({ repository, digest }: Image): string {
  return `${repository}@${digest}`
}

/**
 * Neither a deploy by digest nor a rollback writes its image into the settings: whoever saves a variable in the dashboard
 * would bring another one back. It serves already, so this is nothing to fail for.
 */
export async function settle({ api, context, environment }: Place, image: Image, autoDeploy?: "no"): Promise<void> {
  try {
    const service = await api.service()
    const settled = service.imagePath === byDigest(image) && service.autoDeploy === (autoDeploy ?? service.autoDeploy)
    if (!settled) await api.settle(service.ownerId, byDigest(image), autoDeploy)
  } catch (error) {
    context.announce(`· ${environment} serves it, but its settings still name the other image: ${describe(error)}`)
  }
}

/** Render deploys what the settings name when a service is resumed: so they name this image first, or it stays down. */
export async function resume(
  place: Place,
  { ownerId }: Service,
  image: Image,
  after: string | null,
): Promise<Deploy | undefined> {
  await place.api.settle(ownerId, byDigest(image))
  await place.api.resume()
  return find(place, after, image.digest)
}

export function isSuspended({ suspended }: Service): boolean {
  return suspended === "suspended"
}
