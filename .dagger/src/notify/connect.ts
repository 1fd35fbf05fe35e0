/** Owns what a notifier needs to speak: its settings, its secret read now, and calls that end in time. */
import type { NamedNotifier } from "../config/resolve.js"
import { type Clock, within } from "../exec/poll.js"
import { caller } from "./call.js"
import { notifierOf } from "./index.js"
import { type Hidden, type Notifier, type NotifyContext, refused, type SecretName, type Trouble } from "./notifier.js"

export type NotifySecrets = Partial<Record<SecretName, Hidden>>

/** The parts of the world that a test replaces, and the bounds. */
export interface Wiring {
  secrets: NotifySecrets
  clock: Clock
  random: () => number
  fetch: typeof fetch
  /** One call, its whole answer included. */
  callMs: number
  /** Everything that one delivery does. */
  overallMs: number
}

export interface Connected {
  adapter: Notifier
  context: NotifyContext
}

export async function connect(settings: NamedNotifier, wiring: Wiring, deadline: number): Promise<Connected | Trouble> {
  const adapter = notifierOf(settings.kind)
  const secret = await readSecret(adapter.secret, wiring)
  if (typeof secret !== "string") return secret
  const { clock, fetch, callMs } = wiring
  const limitMs = () => Math.min(callMs, deadline - clock.now())
  const call = caller({ fetch, now: () => clock.now(), limitMs })
  const pause = () => clock.sleep(adapter.gapMs)
  return { adapter, context: { settings, secret, call, now: () => clock.now(), pause } }
}

/** A file ends with a newline that its author does not see: space around a secret is no part of it. */
export async function readSecret(name: SecretName, { secrets, callMs }: Wiring): Promise<string | Trouble> {
  const hidden = secrets[name]
  if (!hidden) return refused(`${flagOf(name)} was not passed`)
  try {
    const text = (await within(hidden.plaintext(), callMs, "no answer")).trim()
    return text === "" ? refused(`${flagOf(name)} is empty`) : text
  } catch {
    // What the error says may hold what was read.
    return refused(`${flagOf(name)} could not be read`)
  }
}

export function flagOf(name: SecretName): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
