/** Owns the first question: is the image that production serves still in its registry, by digest? */
import { poll } from "../exec/poll.js"
import { askManifest, type Manifest } from "../exec/registry.js"
import type { Context } from "../pipeline/context.js"
import { placeOf } from "../targets/repository.js"
import type { Deployment, Image } from "../targets/target.js"
import { type Answer, no, unclear, yes } from "./answer.js"

/** A registry that is short of breath for a moment is no reason to stop a release. */
const PATIENCE = { intervalMs: 2000, timeoutMs: 6000 }

export const FIRST_RELEASE = "first release: nothing to go back to, `rollback.firstRelease` decides"

export async function previousImage(context: Context, previous: Deployment | undefined): Promise<Answer> {
  if (!previous) return { ...yes(FIRST_RELEASE), note: FIRST_RELEASE }
  const { image } = previous
  const asked = await poll(() => manifestOf(context, image), { ...PATIENCE, clock: context.clock })
  return judgeManifest(image, asked.value ?? { found: "unknown", reason: asked.reason! })
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

async function manifestOf(context: Context, { repository, digest }: Image): Promise<Manifest> {
  const { base, name, login } = await placeOf(context, repository)
  const manifest = await askManifest(base, name, digest, login)
  if (manifest.found === "unknown") throw new Error(manifest.reason)
  return manifest
}
