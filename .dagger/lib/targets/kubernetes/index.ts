/** Owns the Kubernetes target. */
import { failure } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Target } from "../target.js"
import { type Cluster, clusterOf, readRollout } from "./cluster.js"
import { type Connect, connect } from "./connect.js"
import { deployTo } from "./deploy.js"
import { goBack, takeDownFrom, wayBackTo } from "./going-back.js"
import { logsIn } from "./logs.js"
import { migrateByJob } from "./migration.js"
import { kubernetesDeclaration } from "./options.js"
import { mayRelease } from "./permissions.js"
import { servingOf } from "./release-note.js"

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
      return deployTo(context, await on(context, environment), release, variables)
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
      await takeDownFrom(await on(context, environment))
    },

    url: urlOf,

    async logs(context, environment, of) {
      return logsIn(await on(context, environment), of)
    },

    async check(context, environment) {
      return mayRelease(await on(context, environment), context.config.image?.migrate !== undefined)
    },
  }
}

const urlOf: Target["url"] = ({ config }, { environment }) => {
  const { url } = config.environments[environment]
  if (url) return Promise.resolve(url)
  throw failure("SETTING_MISSING", { key: `environments.${environment}.url`, action: "reaching a Deployment" })
}

export const kubernetes = kubernetesOn(connect)
