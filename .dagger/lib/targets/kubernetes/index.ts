/** Owns the Kubernetes target. */
import { failure } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Target } from "../target.js"
import { type Cluster, clusterOf, readDeployment, readRollout } from "./cluster.js"
import { type Connect, connect } from "./connect.js"
import { goBack, wayBackTo } from "./going-back.js"
import { logsIn } from "./logs.js"
import { released } from "./manifests.js"
import { migrateByJob } from "./migration.js"
import { kubernetesDeclaration } from "./options.js"
import { mayRelease } from "./permissions.js"
import { servingOf } from "./release-note.js"
import { apply, guards, manifestsOf, served, toldOf } from "./rollout.js"

/** Tests connect to a cluster of their own. */
export function kubernetesOn(connecting: Connect): Target {
  const on = (context: Context, environment: EnvironmentName): Promise<Cluster> =>
    clusterOf(connecting, context, environment)
  return {
    ...kubernetesDeclaration,

    async migrate(context, environment, image, command) {
      return migrateByJob(context, await on(context, environment), image, command)
    },

    async deploy(context, environment, release, variables) {
      const cluster = await on(context, environment)
      const manifests = await manifestsOf(context, cluster)
      const at = new Date(context.clock.now()).toISOString()
      const changed = released(manifests, cluster.options, release, variables, at)
      const before = await readDeployment(cluster)
      if (guards.isTold(before, cluster, release)) {
        context.announce(`· ${environment} was told to serve ${release.image.digest} before`)
        return served(context, cluster, release, undefined)
      }
      await apply(context, cluster, changed)
      return served(context, cluster, release, toldOf(before))
    },

    async current(context, environment) {
      const { revisions } = await readRollout(await on(context, environment))
      return servingOf(revisions)?.deployment
    },

    async history(context, environment) {
      const { revisions } = await readRollout(await on(context, environment))
      return revisions.filter(({ proven }) => proven).map(({ deployment }) => deployment)
    },

    async wayBack(context, environment, to) {
      return wayBackTo(await on(context, environment), to)
    },

    async rollback(context, environment, to) {
      return goBack(context, await on(context, environment), to)
    },

    async takeDown(context, environment) {
      const { kubectl, options } = await on(context, environment)
      const args = ["delete", "deployment", options.deployment, "--ignore-not-found", "--cascade=foreground", "--wait"]
      // Watching the pods end takes as long as their grace; the timeout of single requests would break it off.
      await kubectl.run("take the Deployment down", [...args, "--timeout=150s", "--request-timeout=0"])
    },

    url({ config }, { environment }) {
      const { url } = config.environments[environment]
      if (url) return Promise.resolve(url)
      throw failure("SETTING_MISSING", { key: `environments.${environment}.url`, action: "reaching a Deployment" })
    },

    async logs(context, environment, of) {
      return logsIn(await on(context, environment), of)
    },

    async check(context, environment) {
      return mayRelease(await on(context, environment), context.config.image?.migrate !== undefined)
    },
  }
}

export const kubernetes = kubernetesOn(connect)
