/** Owns the manifests: reading them, and putting a release into them. Pure. */
import { parseAllDocuments } from "yaml"
import { failure } from "../../errors.js"
import type { Release } from "../target.js"
import { noteOf, RELEASE } from "./release-note.js"
import type { KubernetesOptions } from "./options.js"

export interface Manifest {
  kind?: string
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string> }
  spec?: Record<string, unknown>
  [more: string]: unknown
}

interface EnvVar {
  name: string
  value?: string
  valueFrom?: unknown
}

export interface PodContainer {
  name: string
  image?: string
  env?: EnvVar[]
  [more: string]: unknown
}

export interface PodTemplate {
  metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> }
  spec: { containers: PodContainer[]; initContainers?: PodContainer[]; [more: string]: unknown }
}

/** As Kubernetes reads YAML, which is 1.1 without its times: 0440 is octal and `yes` is true. */
export function readManifests(folder: string, files: Record<string, string>): Manifest[] {
  const problems: string[] = []
  const manifests = Object.entries(files).flatMap(([path, text]) =>
    parseAllDocuments(text, {
      version: "1.1",
      customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !/time/i.test(`${tag.format} ${tag.tag}`)),
    }).flatMap((document) => {
      problems.push(...document.errors.map(({ message }) => `${path}: ${message.split("\n")[0]}`))
      const value = document.toJS() as Manifest | null
      return value === null || document.errors.length > 0 ? [] : [{ path, value }]
    }),
  )
  for (const { path, value } of manifests)
    if (typeof value.kind !== "string" || typeof value.metadata?.name !== "string")
      problems.push(`${path}: a document without kind: and metadata.name: is no manifest`)
  if (manifests.length === 0 && problems.length === 0) problems.push("there is no .yaml file with a manifest in it")
  if (problems.length > 0) throw failure("MANIFESTS_INVALID", { folder, problems })
  return manifests.map(({ value }) => value)
}

export type Wanted = Pick<KubernetesOptions, "manifests" | "deployment" | "container" | "deadlineSeconds">

/** The Deployment that a release goes into, and its container; every problem at once. */
export function placeIn(
  manifests: readonly Manifest[],
  wanted: Wanted,
): { deployment: Manifest; template: PodTemplate; container: PodContainer } {
  const { deployment: name, container, manifests: folder } = wanted
  const found = manifests.filter(({ kind, metadata }) => kind === "Deployment" && metadata?.name === name)
  const [deployment] = found
  const template = deployment?.spec?.template as PodTemplate | undefined
  const place = template?.spec?.containers?.find((one) => one.name === container)
  const problems =
    found.length === 1
      ? [
          ...(place ? [] : [`Deployment ${name} has no container ${container}`]),
          ...rolloutProblems(deployment!, wanted),
        ]
      : [`${found.length === 0 ? "no" : found.length} Deployment is named ${name}`]
  if (problems.length > 0) throw failure("MANIFESTS_INVALID", { folder, problems })
  return { deployment: deployment!, template: template!, container: place! }
}

const KUBERNETES_PROGRESS_SECONDS = 600

/** Kubernetes gives up after its own deadline: it must be the one that says why. */
function rolloutProblems({ spec }: Manifest, { deployment, deadlineSeconds }: Wanted): string[] {
  const progress = (spec?.progressDeadlineSeconds as number | undefined) ?? KUBERNETES_PROGRESS_SECONDS
  return [
    ...(progress < deadlineSeconds
      ? []
      : [
          `Deployment ${deployment}'s progressDeadlineSeconds (${progress}) must be below the target's deadlineSeconds (${deadlineSeconds})`,
        ]),
    ...(spec?.replicas === 0 ? [`Deployment ${deployment} has replicas: 0, so nothing would serve`] : []),
    ...(spec?.revisionHistoryLimit === 0
      ? [`Deployment ${deployment} has revisionHistoryLimit: 0, so there would be no way back`]
      : []),
    ...(spec?.paused === true ? [`Deployment ${deployment} is paused`] : []),
  ]
}

/** The manifests with the release in them: image by digest, variables, and the note by which it is known again. */
export function released(
  manifests: readonly Manifest[],
  wanted: Wanted,
  release: Release,
  variables: Record<string, string>,
  at: string,
): Manifest[] {
  const copies = structuredClone(manifests) as Manifest[]
  const { deployment, template, container } = placeIn(copies, wanted)
  fill(container, release, variables, wanted)
  template.metadata ??= {}
  template.metadata.annotations = { ...template.metadata.annotations, [RELEASE]: noteOf(release, variables, at) }
  deployment.metadata!.annotations = {
    ...deployment.metadata!.annotations,
    "kubernetes.io/change-cause": `shipway run ${release.run}: ${release.version}`,
  }
  return copies
}

export function fill(
  container: PodContainer,
  { image }: Pick<Release, "image">,
  variables: Record<string, string>,
  { manifests: folder }: Pick<Wanted, "manifests">,
): void {
  container.image = `${image.repository}@${image.digest}`
  const before = container.env ?? []
  const references = before.filter(({ name, valueFrom }) => valueFrom !== undefined && name in variables)
  if (references.length > 0)
    throw failure("MANIFESTS_INVALID", {
      folder,
      problems: references.map(
        ({ name }) =>
          `${name} is a reference in container ${container.name} and a variable in the config; take one out`,
      ),
    })
  const kept = before.filter(({ name }) => !(name in variables))
  container.env = [...kept, ...Object.entries(variables).map(([name, value]) => ({ name, value }))]
}

/** One text that kubectl takes. */
export function listOf(manifests: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }, null, 2)
}
