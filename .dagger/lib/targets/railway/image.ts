/** Owns which image a deployment runs, in Railway's words: a reference, with the digest in it, beside it, or nowhere. Pure. */
import { z } from "zod"

const Meta = z.object({ image: z.string().min(1), imageDigest: z.string().nullish() })
const DIGEST = /^sha256:[0-9a-f]{64}$/

export interface RunImage {
  repository: string
  /** Empty where it was deployed by digest alone. */
  tag: string
  /** Nothing where Railway does not say it, or says two: a tag alone may have moved. */
  digest: string | undefined
}

/** Nothing for a deployment that was built from a source. */
export function imageOf(meta: unknown): RunImage | undefined {
  const told = Meta.safeParse(meta)
  if (!told.success) return undefined
  const { image, imageDigest } = told.data
  const [name = "", embedded] = image.split("@")
  // A colon before the last slash is a port.
  const [, repository = name, tag = ""] = /^(.+?)(?::([^:/]+))?$/.exec(name) ?? []
  return { repository, tag, digest: agreed([embedded, imageDigest]) }
}

function agreed(told: readonly (string | null | undefined)[]): string | undefined {
  const all = new Set(told.filter((one) => one !== undefined && one !== null))
  const [digest] = all
  return all.size === 1 && DIGEST.test(digest!) ? digest : undefined
}
