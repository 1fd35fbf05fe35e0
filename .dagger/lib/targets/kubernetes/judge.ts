/** Owns the judgement of a rollout: what the Deployment says, and what its pods really run. Pure. */
import type { Release } from "../target.js"
import type { Judged } from "../waiting.js"
import { deploymentOf, isOf, type Revision, revisionOf } from "./release-note.js"
import type { LiveDeployment, Pod } from "./shapes.js"

export interface Seen {
  /** Nothing when it is not there any more. */
  deployment: LiveDeployment | undefined
  pods: Pod[]
  revisions: Revision[]
}

export interface Awaited {
  release: Release
  container: string
  /** What was there before our change; nothing where there was none. */
  before: Before | undefined
}

export interface Before {
  generation: number
  /** When the Deployment's word on its progress was last renewed: until it is, it speaks of the rollout before. */
  progress: string | undefined
}

/** The order counts: whether it is our change or later, whose, whether the controller has seen it, what stands in its way, how far it is. */
export function judge({ deployment, pods, revisions }: Seen, awaited: Awaited): Judged {
  if (!deployment) return { state: "superseded", reason: "the Deployment is not there any more" }
  return (
    guards.copied(deployment, awaited) ??
    guards.notOurs(deployment, awaited) ??
    guards.unseen(deployment) ??
    guards.obstacle(deployment, awaited) ??
    refused(revisionOf(revisions, awaited.release)?.refusal) ??
    incomplete(deployment, pods) ??
    guards.otherImage(pods, awaited) ?? { state: "live" }
  )
}

/** Each by itself, so that tests can show what would slip through without it. */
export const guards = {
  /** A copy from before our change says nothing on it. */
  copied({ metadata }: LiveDeployment, { before }: Awaited): Judged | undefined {
    return before && (metadata.generation ?? 1) <= before.generation
      ? { state: "progressing", says: "the API server still shows what was there before" }
      : undefined
  },

  notOurs({ spec }: LiveDeployment, { release, container }: Awaited): Judged | undefined {
    if (isOf(spec.template, container, release)) return undefined
    const set = deploymentOf(spec.template, container, "production")
    const what = set ? `${set.image.digest}${set.run ? ` of run ${set.run}` : ""}` : "no image by digest"
    return { state: "superseded", reason: `the Deployment now has ${what} in ${container}` }
  },

  unseen({ metadata, status }: LiveDeployment): Judged | undefined {
    const seen = status?.observedGeneration ?? 0
    return seen < (metadata.generation ?? 1)
      ? { state: "progressing", says: "the controller has not seen the change yet" }
      : undefined
  },

  obstacle,
  otherImage,
}

function obstacle({ spec, status }: LiveDeployment, { before }: Awaited): Judged | undefined {
  if (spec.paused) return { state: "failed", reason: "the Deployment is paused: kubectl rollout resume" }
  if (spec.replicas === 0) return { state: "failed", reason: "the Deployment is scaled to zero: nothing serves" }
  const progress = status?.conditions?.find(({ type }) => type === "Progressing")
  if (!progress || progress.status === "True" || progress.status === "Unknown") return undefined
  if (progress.status !== "False") return { state: "unknown", reason: `its progress is ${progress.status}` }
  if (before?.progress !== undefined && progress.lastUpdateTime === before.progress)
    return { state: "progressing", says: "the controller still speaks of the rollout before" }
  return { state: "failed", reason: [progress.reason, progress.message].filter(Boolean).join(": ") }
}

/** A quota says no until somebody changes it; another refusal may pass, and Kubernetes gives up by itself if it does not. */
function refused(refusal: string | undefined): Judged | undefined {
  return refusal && /(exceeded|failed) quota/.test(refusal)
    ? { state: "failed", reason: `the namespace's quota refuses its pods: ${refusal}` }
    : undefined
}

function incomplete({ spec, status = {} }: LiveDeployment, pods: readonly Pod[]): Judged | undefined {
  const wanted = spec.replicas ?? 1
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const waiting = reasons(pods)
  const says = (text: string): Judged => ({ state: "progressing", says: `${text}${waiting && ` (${waiting})`}` })
  if (updatedReplicas < wanted) return says(`${updatedReplicas} of ${wanted} pods are new`)
  if (replicas > updatedReplicas) return says(`${replicas - updatedReplicas} old pods are still there`)
  if (availableReplicas < wanted) return says(`${availableReplicas} of ${wanted} pods are available`)
  return undefined
}

/** The count alone may be of another image: what the nodes say that they run is what serves. */
function otherImage(pods: readonly Pod[], { release, container }: Awaited): Judged | undefined {
  const statuses = pods
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase === "Running")
    .map((pod) => ({ pod, status: pod.status?.containerStatuses?.find(({ name }) => name === container) }))
  if (statuses.length === 0) return { state: "progressing", says: "none of its pods runs" }
  for (const { pod, status } of statuses) {
    const imageId = status?.imageID ?? ""
    if (!imageId) return { state: "progressing", says: `${pod.metadata.name} has not said which image it runs` }
    if (!runs(imageId, pod, container, release.image.digest))
      return {
        state: "failed",
        reason: `another image: ${pod.metadata.name} runs ${imageId}, not ${release.image.digest}`,
      }
  }
  return undefined
}

/** A runtime that names no repository gives the digest of the image's config: then the pod's own reference counts. */
function runs(imageId: string, { spec }: Pod, container: string, digest: string): boolean {
  if (imageId.includes("@")) return imageId.endsWith(`@${digest}`)
  return spec.containers.some(({ name, image }) => name === container && image?.endsWith(`@${digest}`))
}

/** Why pods wait, each reason once. */
function reasons(pods: readonly Pod[]): string {
  const all = pods.flatMap(({ status }) => [
    ...(status?.containerStatuses ?? []).map(({ state }) => state?.waiting?.reason),
    ...(status?.conditions ?? [])
      .filter(({ type, status }) => type === "PodScheduled" && status === "False")
      .map(({ reason }) => reason),
  ])
  return [...new Set(all.filter((one) => one !== undefined && one !== "ContainerCreating"))].join(", ")
}
