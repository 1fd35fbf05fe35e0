/** Owns the Job that migrates: the pod of the manifests' Deployment, with the new image and another command. Pure. */
import { createHash } from "node:crypto"
import type { Image } from "../target.js"
import { fill, type Manifest, placeIn, type Wanted } from "./manifests.js"

/** Only a serving container is asked whether it is ready, or told that it will end. */
const OF_SERVING = ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "args"]

/** The same run and image are the same Job: who takes the run up again finds it. */
export function jobName(deployment: string, run: string, { digest }: Image): string {
  const hash = createHash("sha256").update(`${run} ${digest}`).digest("hex").slice(0, 10)
  return `${deployment.slice(0, 40)}-migrate-${hash}`
}

export function migrationJob(
  manifests: readonly Manifest[],
  wanted: Wanted,
  name: string,
  image: Image,
  command: readonly string[],
  variables: Record<string, string>,
): Manifest {
  const { template } = placeIn(structuredClone(manifests), wanted)
  const container = template.spec.containers.find((one) => one.name === wanted.container)!
  fill(container, { image }, variables, wanted)
  for (const key of OF_SERVING) delete container[key]
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      // Twice is not once more carefully: whether to try again is for a person.
      backoffLimit: 0,
      activeDeadlineSeconds: wanted.deadlineSeconds,
      ttlSecondsAfterFinished: 86400,
      template: {
        // Not the service's labels: it would be sent requests.
        metadata: { labels: { "shipway/job": name } },
        spec: { ...template.spec, containers: [{ ...container, command }], restartPolicy: "Never" },
      },
    },
  }
}
