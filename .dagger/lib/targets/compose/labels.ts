/** Owns how a release is written down on a Docker host, as labels of its container and of its records. Pure. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Deployment, Release } from "../target.js"

export const LOCK_LABEL = "shipway.lock"
export const RECORD_LABEL = "shipway.record"
export const MIGRATION_LABEL = "shipway.migration"

export function labelsOf({ image, version, sha, run }: Release, variables: Record<string, string>) {
  return {
    "shipway.run": run,
    "shipway.version": version,
    "shipway.sha": sha,
    "shipway.repository": image.repository,
    "shipway.tag": image.tag,
    "shipway.digest": image.digest,
    "shipway.variables": JSON.stringify(variables),
  }
}

type Labels = Record<string, string>

/** Nothing when they were not written by `labelsOf`, or not wholly. */
export function readLabels(labels: Labels, environment: EnvironmentName, at: string): Deployment | undefined {
  const read = (name: string) => labels[`shipway.${name}`]
  const [repository, digest, run] = [read("repository"), read("digest"), read("run")]
  if (!repository || !digest || run === undefined) return undefined
  const image = { repository, tag: read("tag") ?? "", digest }
  const variables = variablesIn(read("variables"))
  if (!variables) return undefined
  return { image, version: read("version") ?? "", sha: read("sha") ?? "", run, environment, variables, at }
}

function variablesIn(text: string | undefined): Record<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "{}")
    const texts = Object.entries(value as object).every(([, one]) => typeof one === "string")
    return texts ? (value as Record<string, string>) : undefined
  } catch {
    return undefined
  }
}
