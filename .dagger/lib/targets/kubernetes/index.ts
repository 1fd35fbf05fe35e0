/** Owns the Kubernetes target. */
import { failure } from "../../errors.js"
import type { Context } from "../../pipeline/context.js"
import type { Release, Target } from "../target.js"
import { type Cluster, clusterOf, readDeployment, readRollout } from "./cluster.js"
import { logsIn } from "./logs.js"
import { released } from "./manifests.js"
import { migrateByJob } from "./migration.js"
import { kubernetesDeclaration } from "./options.js"
import { givenBack } from "./ownership.js"
import { mayRelease } from "./permissions.js"
import { deploymentOf, revisionOf, servingOf } from "./release-note.js"
import { apply, manifestsOf, progressTold, served } from "./rollout.js"
import type { LiveDeployment } from "./shapes.js"

export const kubernetes: Target = {
  ...kubernetesDeclaration,

  async migrate(context, environment, image, command) {
    return migrateByJob(context, await clusterOf(context, environment), image, command)
  },

  async deploy(context, environment, release, variables) {
    const cluster = await clusterOf(context, environment)
    const manifests = await manifestsOf(context, cluster)
    const at = new Date(context.clock.now()).toISOString()
    const changed = released(manifests, cluster.options, release, variables, at)
    const before = await readDeployment(cluster)
    if (has(before, cluster, release)) {
      context.announce(`· ${environment} was told to serve ${release.image.digest} before`)
      return served(context, cluster, release, undefined)
    }
    await apply(context, cluster, changed)
    return served(context, cluster, release, progressTold(before))
  },

  async current(context, environment) {
    const { revisions } = await readRollout(await clusterOf(context, environment))
    return servingOf(revisions)?.deployment
  },

  async history(context, environment) {
    const { revisions } = await readRollout(await clusterOf(context, environment))
    return revisions.filter(({ proven }) => proven).map(({ deployment }) => deployment)
  },

  async wayBack(context, environment, to) {
    if (!to) return { able: false, reason: `${environment} has no earlier release` }
    const { deployment, revisions } = await readRollout(await clusterOf(context, environment))
    if (deployment?.spec.paused) return { able: false, reason: "the Deployment is paused" }
    const revision = revisionOf(revisions, to)
    return revision
      ? { able: true, reason: `revision ${revision.number} holds ${to.image.digest}` }
      : { able: false, reason: `no revision holds ${to.image.digest} any more: see revisionHistoryLimit` }
  },

  async rollback(context, environment, to) {
    const cluster = await clusterOf(context, environment)
    const { deployment, revisions } = await readRollout(cluster)
    if (has(deployment, cluster, to)) return served(context, cluster, to, undefined)
    const revision = revisionOf(revisions, to)
    if (!deployment || !revision)
      throw failure("NO_EARLIER_RELEASE", {
        environment,
        digest: to.image.digest,
        known: revisions.map((one) => one.deployment.image.digest),
      })
    await undo(context, cluster, deployment, revision.number)
    return served(context, cluster, to, progressTold(deployment))
  },

  async takeDown(context, environment) {
    const { kubectl, options } = await clusterOf(context, environment)
    const args = ["delete", "deployment", options.deployment, "--ignore-not-found", "--cascade=foreground", "--wait"]
    // Watching the pods end takes as long as their grace; the timeout of single requests would break it off.
    await kubectl.run("take the Deployment down", [...args, "--timeout=150s", "--request-timeout=0"])
  },

  url(context, { environment }) {
    const { url } = context.config.environments[environment]
    if (url) return Promise.resolve(url)
    throw failure("SETTING_MISSING", { key: `environments.${environment}.url`, action: "reaching a Deployment" })
  },

  async logs(context, environment, of) {
    return logsIn(await clusterOf(context, environment), of)
  },

  async check(context, environment) {
    return mayRelease(await clusterOf(context, environment), context.config.image?.migrate !== undefined)
  },
}

/** Whether this very release is what the Deployment is told to run: an attempt before this one got so far. */
function has(
  deployment: LiveDeployment | undefined,
  { options, environment }: Cluster,
  { image, run }: Release,
): boolean {
  const set = deployment && deploymentOf(deployment.spec.template, options.container, environment)
  return set?.image.digest === image.digest && set.run === run
}

async function undo(context: Context, cluster: Cluster, before: LiveDeployment, revision: number): Promise<void> {
  const { kubectl, options, environment } = cluster
  const place = `deployment/${options.deployment}`
  await kubectl.run(`go back to revision ${revision}`, ["rollout", "undo", place, `--to-revision=${revision}`])
  context.announce(`· ${environment} goes back to revision ${revision}`)
  const after = await readDeployment(cluster)
  const patch = givenBack(before.metadata.managedFields, after?.metadata.managedFields)
  if (patch === undefined) return
  const given = await kubectl.ask(["patch", place, "--type=json", `--patch=${patch}`, "--field-manager=shipway"])
  // The release before serves all the same: only the next apply may find a conflict, and says so.
  if (given.exitCode !== 0) context.announce(`! ${environment}: kubectl still manages what was restored`)
}
