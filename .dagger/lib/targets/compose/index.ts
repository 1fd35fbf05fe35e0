/** Owns the compose target: a service on one Docker host, over SSH or a socket. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import type { Target } from "../target.js"
import { checkOf, currentOn, wayBackTo } from "./answers.js"
import { type Connect, connect } from "./connect.js"
import { type DockerHost, look, open } from "./host.js"
import { logsOn } from "./logs.js"
import { migrateOn } from "./migrate.js"
import { composeDeclaration } from "./options.js"
import { recordsIn } from "./records.js"
import { put, takeDownFrom } from "./serve.js"

/** Tests connect to a host of their own. */
export function composeOn(connecting: Connect): Target {
  const on = (context: Context, environment: EnvironmentName): Promise<DockerHost> =>
    open(connecting, context, environment)
  return {
    ...composeDeclaration,

    async migrate(context, environment, image, command) {
      return migrateOn(await on(context, environment), image, command)
    },

    async deploy(context, environment, release, variables) {
      return put(await on(context, environment), "deploy", release, variables)
    },

    async current(context, environment) {
      return currentOn(await on(context, environment))
    },

    async history(context, environment) {
      const host = await on(context, environment)
      return recordsIn(await look(host), environment).flatMap(({ deployment }) => deployment ?? [])
    },

    async wayBack(context, environment, to) {
      return wayBackTo(await on(context, environment), to)
    },

    async rollback(context, environment, to) {
      return put(await on(context, environment), "roll back", to, to.variables)
    },

    async takeDown(context, environment) {
      await takeDownFrom(await on(context, environment))
    },

    url({ config }, { environment }) {
      const { url } = config.environments[environment]
      return url ? Promise.resolve(url) : Promise.reject(new Error(`bug: ${environment} has no url:`))
    },

    async logs(context, environment, of) {
      return logsOn(await on(context, environment), of)
    },

    async check(context, environment) {
      return checkOf(await on(context, environment))
    },
  }
}

export const compose = composeOn(connect)
