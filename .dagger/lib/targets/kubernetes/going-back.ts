/** Owns going back to an earlier release: the ReplicaSet that holds it, and what kubectl leaves behind on the way. */
import { failure } from "../../errors.js"
import type { Context } from "../../pipeline/context.js"
import type { Deployment, WayBack } from "../target.js"
import { type Cluster, readDeployment, readRollout } from "./cluster.js"
import { guards as ownership } from "./ownership.js"
import { type Revision, revisionOf } from "./release-note.js"
import { guards, served, toldOf } from "./rollout.js"

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
  const { deployment, revisions } = await readRollout(cluster)
  const isTold = guards.isTold(deployment, cluster, to)
  if (!isTold) await undo(context, cluster, to, revisions)
  await giveBack(context, cluster)
  return served(context, cluster, to, isTold ? undefined : toldOf(deployment))
}

async function undo(
  context: Context,
  { kubectl, options, environment }: Cluster,
  to: Deployment,
  revisions: readonly Revision[],
): Promise<void> {
  const revision = revisionOf(revisions, to)
  if (!revision)
    throw failure("NO_EARLIER_RELEASE", {
      environment,
      digest: to.image.digest,
      known: revisions.map((one) => one.deployment.image.digest),
    })
  const args = ["rollout", "undo", `deployment/${options.deployment}`, `--to-revision=${revision.number}`]
  await kubectl.run(`go back to revision ${revision.number}`, args)
  context.announce(`· ${environment} goes back to revision ${revision.number}`)
}

/** Also after an attempt that died between the undo and this. */
async function giveBack(context: Context, cluster: Cluster): Promise<void> {
  const { kubectl, options, environment } = cluster
  const deployment = await readDeployment(cluster)
  const patch = ownership.givenBack(deployment?.metadata.managedFields)
  if (patch === undefined) return
  const place = `deployment/${options.deployment}`
  const given = await kubectl.ask(["patch", place, "--type=json", `--patch=${patch}`, "--field-manager=shipway"])
  // The release before serves all the same: only the next apply may find a conflict, and says so.
  if (given.exitCode !== 0) context.announce(`! ${environment}: kubectl still manages what was restored`)
}

export async function takeDownFrom({ kubectl, options }: Cluster): Promise<void> {
  const args = ["delete", "deployment", options.deployment, "--ignore-not-found", "--cascade=foreground", "--wait"]
  // Watching the pods end takes as long as their grace; the timeout of single requests would break it off.
  await kubectl.run("take the Deployment down", [...args, "--timeout=150s", "--request-timeout=0"])
}
