/**
 * Owns what Vercel is given to build, and what it says that it was given. Pure.
 *
 * Vercel cannot be told to run an image that exists. It builds a Dockerfile: this one is a single FROM of our digest, so
 * what it pushes to its own registry are the layers that were probed and loaded in staging.
 */
import type { Tree } from "./answers.js"
import type { z } from "zod"
import type { Image, Release } from "../target.js"

export const DOCKERFILE = "Dockerfile.vercel"

export function dockerfileOf({ repository, digest }: Image): string {
  return `FROM ${repository}@${digest}\n`
}

/** The base image of a Dockerfile that is nothing but one FROM by digest; anything else was not made here. */
export function imageIn(dockerfile: string): { repository: string; digest: string } | undefined {
  const lines = dockerfile.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"))
  const [, repository, digest] = /^FROM (\S+)@(sha256:[0-9a-f]{64})\s*$/.exec(lines.length === 1 ? lines[0]! : "") ?? []
  return repository && digest ? { repository, digest } : undefined
}

/** The id of our Dockerfile in the tree of what was sent; Vercel lays a folder around it. */
export function dockerfileIn(tree: z.infer<typeof Tree>): string | undefined {
  for (const { name, type, uid, children } of tree) {
    if (type === "file" && name === DOCKERFILE && uid) return uid
    const within = dockerfileIn(children ?? [])
    if (within) return within
  }
  return undefined
}

const PREFIX = "shipway"
const NAMES = ["Repository", "Tag", "Digest", "Version", "Sha", "Run"] as const

/** What the deployment carries of its release, for whoever looks from another machine. */
export function metaOf({ image, version, sha, run }: Release): Record<string, string> {
  const values = [image.repository, image.tag, image.digest, version, sha, run]
  return Object.fromEntries(NAMES.map((name, index) => [`${PREFIX}${name}`, values[index]!]))
}

/** Nothing for a deployment that somebody else made. */
export function releaseIn(meta: Record<string, string>): Release | undefined {
  const [repository, tag, digest, version, sha, run] = NAMES.map((name) => meta[`${PREFIX}${name}`])
  if (!repository || !digest || !run) return undefined
  return { image: { repository, tag: tag ?? "", digest }, version: version ?? "", sha: sha ?? "", run }
}

export function isOf({ meta }: { meta: Record<string, string> }, { image, run }: Release): boolean {
  const release = releaseIn(meta)
  return release?.run === run && release.image.digest === image.digest && release.image.repository === image.repository
}
