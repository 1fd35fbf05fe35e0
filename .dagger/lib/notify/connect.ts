/** Owns what a notifier needs to speak: its settings, its secret read now, and calls that end in time. */
import type { NamedNotifier } from "../config/resolve.js"
import type { Clock } from "../exec/poll.js"
import { flagOf, type Hidden, reveal } from "../exec/secret.js"
import { caller } from "../exec/call.js"
import { notifierOf } from "./index.js"
import { refused, type Trouble } from "../exec/http.js"
import type { Notifier, NotifyContext, SecretName } from "./notifier.js"

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
  const call = caller({ fetch, now: () => clock.now(), limitMs, secret })
  const pause = () => clock.sleep(adapter.gapMs)
  return { adapter, context: { settings, secret, call, now: () => clock.now(), pause } }
}

export async function readSecret(name: SecretName, { secrets, callMs }: Wiring): Promise<string | Trouble> {
  const hidden = secrets[name]
  if (!hidden) return refused(`${flagOf(name)} was not passed`)
  return reveal(hidden, flagOf(name), callMs).catch((error: Error) => refused(error.message))
}
