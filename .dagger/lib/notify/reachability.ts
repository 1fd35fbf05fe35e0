/** Owns asking every notifier, without telling anybody anything, whether it would be heard. */
import type { NamedNotifier } from "../config/resolve.js"
import { attempts } from "../exec/attempts.js"
import { connect, type Wiring } from "./connect.js"
import { inTrouble, refused, type Trouble } from "../exec/http.js"
import type { Proof } from "./notifier.js"
import { redact } from "../exec/redact.js"

export interface Reachability {
  notifier: string
  reachable: boolean
  reason: string
}

export async function reachability(notifiers: readonly NamedNotifier[], wiring: Wiring): Promise<Reachability[]> {
  const deadline = wiring.clock.now() + wiring.overallMs
  return Promise.all(notifiers.map((settings) => ask(settings, wiring, deadline)))
}

async function ask(settings: NamedNotifier, wiring: Wiring, deadline: number): Promise<Reachability> {
  const connected = await connect(settings, wiring, deadline)
  if (inTrouble(connected)) return said(settings, connected, [])
  const { adapter, context } = connected
  const once = () => adapter.reachable(context).catch(() => refused("an error in the notifier itself"))
  const { clock, random } = wiring
  const { answer } = await attempts<Proof>({ once, isTrouble: inTrouble, repeatable: true, clock, random, deadline })
  return said(settings, answer, [context.secret])
}

function said({ name }: NamedNotifier, answer: Proof | Trouble, secrets: string[]): Reachability {
  return inTrouble(answer)
    ? { notifier: name, reachable: false, reason: redact(answer.reason, secrets) }
    : { notifier: name, reachable: true, reason: redact(answer.proof, secrets) }
}
