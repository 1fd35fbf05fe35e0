/** Owns going back to an earlier release: the ReplicaSet that holds it, and what kubectl leaves behind on the way. */
import { failure } from "../../errors.js"
import type { Context } from "../../pipeline/context.js"
import type { Deployment, WayBack } from "../target.js"
import { type Cluster, readDeployment, readRollout } from "./cluster.js"
import { guards as ownership } from "./ownership.js"
import { revisionOf } from "./release-note.js"
import { guards, served, toldOf } from "./rollout.js"
import type { LiveDeployment } from "./shapes.js"

export async function wayBackTo(cluster: Cluster, to: Deployment | undefined): Promise<WayBack> {
  if (!to) return { able: false, reason: `${cluster.environment} has no earlier release` }
  const { deployment, revisions } = await readRollout(cluster)
  if (deployment?.spec.paused) return { able: false, reason: "the Deployment is paused" }
  const revision = revisionOf(revisions, to)
  return revision
    ? { able: true, reason: `revision ${revision.number} holds ${to.image.digest}` }
    : { able: false, reason: `no revision holds ${to.image.digest} any more: see revisionHistoryLimit` }
}

export async function goBack(context: Context, cluster: Cluster, to: Deployment): Promise<Deployment> {
  const { environment } = cluster
  const { deployment, revisions } = await readRollout(cluster)
  if (guards.isTold(deployment, cluster, to)) return served(context, cluster, to, undefined)
  const revision = revisionOf(revisions, to)
  if (!deployment || !revision)
    throw failure("NO_EARLIER_RELEASE", {
      environment,
      digest: to.image.digest,
      known: revisions.map((one) => one.deployment.image.digest),
    })
  await undo(context, cluster, deployment, revision.number)
  return served(context, cluster, to, toldOf(deployment))
}

async function undo(context: Context, cluster: Cluster, before: LiveDeployment, revision: number): Promise<void> {
  const { kubectl, options, environment } = cluster
  const place = `deployment/${options.deployment}`
  await kubectl.run(`go back to revision ${revision}`, ["rollout", "undo", place, `--to-revision=${revision}`])
  context.announce(`· ${environment} goes back to revision ${revision}`)
  const after = await readDeployment(cluster)
  const patch = ownership.givenBack(before.metadata.managedFields, after?.metadata.managedFields)
  if (patch === undefined) return
  const given = await kubectl.ask(["patch", place, "--type=json", `--patch=${patch}`, "--field-manager=shipway"])
  // The release before serves all the same: only the next apply may find a conflict, and says so.
  if (given.exitCode !== 0) context.announce(`! ${environment}: kubectl still manages what was restored`)
}
