/** Owns what the tests of the Kubernetes target share: a release, a Deployment as the API server shows it, its pods. */
import type { Release } from "../../../.dagger/lib/targets/target.js"
import { noteOf, RELEASE } from "../../../.dagger/lib/targets/kubernetes/release-note.js"
import type { LiveDeployment, Pod } from "../../../.dagger/lib/targets/kubernetes/shapes.js"

export const digest = (letter: string) => `sha256:${letter.repeat(64)}`
export const REPOSITORY = "registry.example/team/shop"

export const release = (letter: string, run = `run-${letter}`): Release => ({
  image: { repository: REPOSITORY, tag: `v-${letter}`, digest: digest(letter) },
  version: `1.0.${letter}`,
  sha: letter.repeat(40),
  run,
})

export function template(one: Release) {
  return {
    metadata: { annotations: { [RELEASE]: noteOf(one, { LOG_LEVEL: "INFO" }, "2026-01-01T00:00:00Z") } },
    spec: { containers: [{ name: "app", image: `${REPOSITORY}@${one.image.digest}` }] },
  }
}

/** Two replicas, all of them new and available. */
export function deployment(one: Release, status: object = {}, spec: object = {}): LiveDeployment {
  return {
    metadata: { name: "shop", generation: 3 },
    spec: { replicas: 2, selector: { matchLabels: { app: "shop" } }, template: template(one), ...spec },
    status: { observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...status },
  }
}

export function pod(name: string, one: Release, status: object = {}): Pod {
  const imageID = `${REPOSITORY}@${one.image.digest}`
  return {
    kind: "Pod",
    metadata: { name },
    spec: { containers: [{ name: "app", image: imageID }] },
    status: {
      phase: "Running",
      containerStatuses: [{ name: "app", ready: true, restartCount: 0, imageID, ...status }],
    },
  }
}
