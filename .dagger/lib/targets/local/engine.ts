/** Owns what the local target needs of an engine, and the real one. Every call ends by itself. */
import { within } from "../../exec/poll.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { migrated, serving } from "../embedded/index.js"
import type { Volume } from "../embedded/memory.js"
import { volume } from "../embedded/volume.js"
import type { Deployment, Image, Ran } from "../target.js"

const HEALTHY_WITHIN_MS = 60_000
const STOPPED_WITHIN_MS = 60_000

export interface LocalEngine extends Volume {
  migrate(environment: EnvironmentName, image: Image, command: string[]): Promise<Ran>
  /** Starts a deployment's container unless it runs, and answers with its base URL once its port is open. */
  reach(deployment: Deployment): Promise<string>
  stop(deployment: Deployment): Promise<void>
  /** The status that an address answers with. */
  ask(url: string): Promise<number>
}

export function engineOf(context: Context): LocalEngine {
  return {
    ...volume,

    migrate: (environment, image, command) => migrated(context, environment, image, command),

    reach(deployment) {
      const reached = context.reach(serving(context, deployment), context.config.image!.port)
      return within(reached, HEALTHY_WITHIN_MS, "its container did not become healthy")
    },

    async stop(deployment) {
      await within(serving(context, deployment).stop({ kill: true }), STOPPED_WITHIN_MS, "no answer")
    },

    async ask(url) {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
      await response.arrayBuffer()
      return response.status
    },
  }
}
