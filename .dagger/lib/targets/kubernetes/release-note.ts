/**
 * Owns what the cluster remembers of a release. A ReplicaSet is what Kubernetes goes back to, so the note stands on the
 * pod template: it goes back together with the image. Pure.
 */
import { z } from "zod"
import type { EnvironmentName } from "../../../src/names.js"
import type { Deployment, Release } from "../target.js"
import type { ReplicaSet, Template } from "./shapes.js"

export const RELEASE = "shipway/release"
/**
 * The label of a ReplicaSet that was seen to serve: a rollout that never got there leaves a ReplicaSet as well. No
 * annotation, which would travel: `rollout undo` copies those to the Deployment, and the controller from there to every
 * later ReplicaSet, over what stood there.
 */
export const LIVE = "shipway/live"
const REVISION = "deployment.kubernetes.io/revision"

const Note = z.object({
  run: z.string(),
  version: z.string(),
  sha: z.string(),
  tag: z.string(),
  variables: z.record(z.string(), z.string()),
  at: z.string(),
})

export function noteOf({ image, version, sha, run }: Release, variables: Record<string, string>, at: string): string {
  return JSON.stringify({ run, version, sha, tag: image.tag, variables, at } satisfies z.infer<typeof Note>)
}

function readNote(text: string | undefined): z.infer<typeof Note> | undefined {
  try {
    return Note.parse(JSON.parse(text ?? ""))
  } catch {
    return undefined
  }
}

/** What a pod template deploys; nothing when its image is not named by digest. */
export function deploymentOf(
  template: Template,
  container: string,
  environment: EnvironmentName,
): Deployment | undefined {
  const reference = template.spec.containers.find(({ name }) => name === container)?.image ?? ""
  const [, repository, digest] = /^(.+?)(?::[\w.-]+)?@(sha256:[0-9a-f]{64})$/.exec(reference) ?? []
  if (!repository || !digest) return undefined
  // Deployed by somebody else: its image is all that is known.
  const unknown = { run: "", version: "", sha: "", tag: "", variables: {}, at: "" }
  const { tag, ...note } = readNote(template.metadata?.annotations?.[RELEASE]) ?? unknown
  return { ...note, environment, image: { repository, tag, digest } }
}

/** Whether it deploys this release: the same image under another run is another one. */
export function isOf(template: Template, container: string, { image, run }: Release): boolean {
  const set = deploymentOf(template, container, "production")
  return set?.image.digest === image.digest && set.run === run
}

export interface Revision {
  number: number
  replicaSet: string
  deployment: Deployment
  available: number
  /** Whether it was seen to serve. */
  proven: boolean
  /** Why its pods may not be created. The Deployment's own word on that may be about a rollout before. */
  refusal?: string
}

/** The Deployment's revisions that hold an image by digest, newest first. */
export function revisionsOf(
  replicaSets: readonly ReplicaSet[],
  container: string,
  environment: EnvironmentName,
): Revision[] {
  return replicaSets
    .flatMap(({ metadata, spec, status }): Revision[] => {
      const deployment = deploymentOf(spec.template, container, environment)
      const number = Number(metadata.annotations?.[REVISION])
      if (!deployment || !Number.isInteger(number)) return []
      const proven = metadata.labels?.[LIVE] === "true"
      const known = { ...deployment, id: String(number) }
      const available = status?.availableReplicas ?? 0
      const failed = status?.conditions?.find((one) => one.type === "ReplicaFailure" && one.status === "True")
      return [{ number, replicaSet: metadata.name, deployment: known, available, proven, refusal: failed?.message }]
    })
    .toSorted((one, other) => other.number - one.number)
}

/** Half-way through a rollout two of them serve: the one that has proven itself is what is live. */
export function servingOf(revisions: readonly Revision[]): Revision | undefined {
  const serving = revisions.filter(({ available }) => available > 0)
  return serving.find(({ proven }) => proven) ?? serving.toSorted((a, b) => b.available - a.available)[0]
}

/** The revision of a recorded release. Its number has changed if it was gone back to before: the note has not. */
export function revisionOf(revisions: readonly Revision[], { image, run }: Release): Revision | undefined {
  return revisions.find(({ deployment }) => deployment.image.digest === image.digest && deployment.run === run)
}
