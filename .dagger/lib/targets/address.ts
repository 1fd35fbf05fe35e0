/** Owns the address under which other containers reach a deployment. */
import { reachDirectly } from "../exec/reach.js"
import type { Context } from "../pipeline/context.js"
import { serving } from "./embedded/index.js"
import { local } from "./local/index.js"
import type { Deployment } from "./target.js"

/** Never a service binding: the engine ends whoever is bound to a service together with it, and a watcher must outlive it. */
export async function addressOf(deployment: Deployment, context: Context): Promise<string> {
  const target = context.target(deployment.environment)
  // Also where it is not the answer: asking for it brings an embedded environment up, schema and all.
  const url = await target.url(context, deployment)
  return target.name === local.name ? reachDirectly(serving(context, deployment), context.config.image!.port) : url
}
