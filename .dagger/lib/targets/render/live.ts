/** Owns getting a deploy on Render live: find it where its answer was lost, wait for it, prove its image. */
import { poll } from "../../exec/poll.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { platformError } from "../platform-api.js"
import { optionsOf } from "../settings.js"
import { notServing, waitUntilLive } from "../waiting.js"
import type { RenderApi } from "./api.js"
import type { Deploy } from "./contract.js"
import { guards } from "./judge.js"

export interface Place {
  context: Context
  environment: EnvironmentName
  api: RenderApi
}

const platform = "Render"
/** So long a deploy that was accepted may be missing from the list. */
const LISTED_WITHIN_MS = 60_000

interface Started {
  start: () => Promise<Deploy | undefined>
  /** The newest deploy before it. */
  after: string | null
  digest: string
}

/** Begins a deploy and answers with it, also where Render's answer holds none or was lost on the way. */
export async function begin(place: Place, { start, after, digest }: Started): Promise<Deploy> {
  let lost: Error | undefined
  try {
    const begun = await start()
    if (begun) return begun
  } catch (error) {
    if (platformError(error)?.trouble !== "lost") throw error
    lost = error as Error
  }
  const found = await find(place, after, digest)
  if (found) return found
  throw lost ?? notServing({ platform, what: "the deploy" }, "lost", "it was accepted, and is on no list of deploys")
}

/** Looks for it until it is listed; nothing when it is not in time. */
export async function find(
  { context, environment, api }: Place,
  after: string | null,
  digest: string,
): Promise<Deploy | undefined> {
  const { pollSeconds } = optionsOf(context, environment, "render")
  const search = async () => {
    const found = guards.made(await api.deploys(), after, digest)
    if (!found) throw new Error("not listed yet")
    return found
  }
  const options = { intervalMs: pollSeconds * 1000, timeoutMs: LISTED_WITHIN_MS, clock: context.clock }
  return (await poll(search, options)).value
}

export async function live({ context, environment, api }: Place, { id }: Deploy, digest: string): Promise<Deploy> {
  const { pollSeconds, deadlineSeconds } = optionsOf(context, environment, "render")
  const what = `${environment}'s deploy ${id}`
  const deploy = await waitUntilLive({
    platform,
    what,
    read: () => api.deploy(id),
    judge: (seen) => guards.judge(seen),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: pollSeconds * 1000,
    timeoutMs: deadlineSeconds * 1000,
    onLate: () => api.cancel(id).then(() => "it was canceled; what served before goes on serving"),
  })
  const other = guards.otherImage(deploy, digest)
  if (other) throw notServing({ platform, what }, "failed", other)
  return deploy
}
