/** Owns the first question: is the image that production serves still in its registry, by digest? */
import { askManifest, type Manifest } from "../exec/registry.js"
import type { Context } from "../pipeline/context.js"
import { placeOf } from "../targets/repository.js"
import type { Deployment, Image } from "../targets/target.js"
import { type Answer, no, unclear, yes } from "./answer.js"

export const FIRST_RELEASE = "first release: nothing to go back to, `rollback.firstRelease` decides"

export async function previousImage(context: Context, previous: Deployment | undefined): Promise<Answer> {
  if (!previous) return { ...yes(FIRST_RELEASE), note: FIRST_RELEASE }
  const { image } = previous
  return judgeManifest(image, await askManifest(await placeOf(context, image.repository), image.digest))
}

/** The registry is believed only when it names the very digest that it was asked for. */
export function judgeManifest({ repository, digest }: Image, manifest: Manifest): Answer {
  const reference = `${repository}@${digest}`
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    return no(
      `the previous release is recorded as ${reference}, which is no digest; a tag that can move is no way back`,
    )
  if (manifest.found === "absent") return no(`${reference} is gone from the registry`)
  if (manifest.found === "unknown") return unclear(`nobody can say whether ${reference} is there: ${manifest.reason}`)
  if (manifest.digest !== digest) return no(`asked for ${reference}, the registry answers with ${manifest.digest}`)
  return yes(`${reference} is there`)
}
