/** Owns the question whether anybody would hear of it: every declared notifier, called without a message. */
import type { Context } from "../pipeline/context.js"
import { type Answer, no, notAsked, yes } from "./answer.js"

export interface Reachability {
  name: string
  reachable: boolean
  reason: string
}

/** The seam to notify/: asks every declared notifier whether a message would arrive, and sends none. */
export type AskNotifiers = (context: Context) => Promise<Reachability[]>

export const noNotifiers: AskNotifiers = () => Promise.resolve([])

export async function notifiers(context: Context, askAll: AskNotifiers): Promise<Answer> {
  return judgeNotifiers(await askAll(context))
}

export function judgeNotifiers(all: readonly Reachability[]): Answer {
  if (all.length === 0) return notAsked("no notifier is declared")
  const mute = all.filter(({ reachable }) => !reachable)
  return mute.length === 0
    ? yes(`${all.map(({ name }) => name).join(", ")} can be reached`)
    : no(mute.map(({ name, reason }) => `${name} cannot be reached: ${reason}`).join("\n"))
}
