/** Owns how a cluster in memory shows its objects: as the API server does with --output=json. */
import type { FakeDeployment, FakeReplicaSet, Rollouts } from "./rollouts.js"

export function shownDeployment(deployment: FakeDeployment, rollouts: Rollouts, now: number): object {
  const { name, generation, spec, updatedBy } = deployment
  const managedFields = [
    { manager: "shipway", operation: "Apply" },
    { manager: "kube-controller-manager", operation: "Update", subresource: "status" },
    ...updatedBy.map((manager) => ({ manager, operation: "Update", fieldsV1: UNDONE })),
  ]
  return {
    kind: "Deployment",
    metadata: { name, generation, managedFields },
    spec,
    status: rollouts.status(deployment, now),
  }
}

export function shownReplicaSets({ name }: FakeDeployment, rollouts: Rollouts, now: number): object[] {
  return rollouts.replicaSets.map((one) => ({
    kind: "ReplicaSet",
    metadata: {
      name: one.name,
      labels: one.labels,
      annotations: { "deployment.kubernetes.io/revision": String(one.revision) },
      ownerReferences: [{ kind: "Deployment", name }],
    },
    spec: { template: one.template },
    status: { availableReplicas: rollouts.ready(now, one).length },
  }))
}

export function shownPods(rollouts: Rollouts, now: number): object[] {
  return rollouts.pods.map(({ name, replicaSet, readyAt, runs, endsAt }) => ({
    kind: "Pod",
    metadata: { name, ...(endsAt === undefined ? {} : { deletionTimestamp: new Date(endsAt).toISOString() }) },
    spec: replicaSet.template.spec,
    status: {
      phase: "Running",
      containerStatuses: [container(replicaSet, runs, now >= readyAt, readyAt === Infinity)],
    },
  }))
}

function container({ template }: FakeReplicaSet, runs: string, ready: boolean, isCrashing: boolean): object {
  const [{ name, image = "" } = { name: "" }] = template.spec.containers
  const imageID = `${image.split("@")[0]}@${runs}`
  const state = isCrashing ? { waiting: { reason: "CrashLoopBackOff" } } : {}
  return { name, ready, restartCount: isCrashing ? 3 : 0, imageID, state }
}

/** What an undo takes. */
const UNDONE = {
  "f:metadata": { "f:annotations": { "f:kubernetes.io/change-cause": {} } },
  "f:spec": { "f:template": { "f:metadata": { "f:annotations": { "f:shipway/release": {} } } } },
}

export function list(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items })
}
