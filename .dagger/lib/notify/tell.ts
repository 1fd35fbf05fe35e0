/** Owns one message to one notifier: asked of the ledger, sent, tried again, recorded. */
import type { NamedNotifier } from "../config/resolve.js"
import { attempts } from "../exec/attempts.js"
import { connect, type Connected, type Wiring } from "./connect.js"
import { keyOf, type NotifyEvent } from "./event.js"
import { bounded, claim, type Ledger } from "./ledger.js"
import { inTrouble, refused, type Trouble } from "../exec/http.js"

export interface Told {
  status: "delivered" | "already-sent" | "undelivered" | "held"
  tries: number
  /** Why it was not delivered. */
  reason: string
}

export interface TellOptions extends Wiring {
  ledger: Ledger
  /** Nobody is told anything, as in a rehearsal; the results say who would have been. */
  hold?: boolean
  deadline: number
  /** How long to wait first, so that the vendor's least time between two messages has passed. */
  gapMs: number
}

/** A bug of ours must not fail a release either. Only the error's name: its message may quote an address. */
export function tell(settings: NamedNotifier, event: NotifyEvent, options: TellOptions): Promise<Told> {
  return ask(settings, event, options).catch((error: unknown) =>
    undelivered(refused(`an error in the notifier itself (${error instanceof Error ? error.name : "unknown"})`), 0),
  )
}

async function ask(settings: NamedNotifier, event: NotifyEvent, options: TellOptions): Promise<Told> {
  const ledger = bounded(options.ledger, options.callMs)
  const key = `${settings.name}:${keyOf(event)}`
  if (options.hold) return { status: "held", tries: 0, reason: "a rehearsal tells nobody" }
  if (await ledger.sent(key)) return { status: "already-sent", tries: 0, reason: "" }
  const connected = await connect(settings, options, options.deadline)
  if (inTrouble(connected)) return undelivered(connected, 0)
  if (options.gapMs > 0) await options.clock.sleep(options.gapMs)
  if (options.clock.now() >= options.deadline) return undelivered(refused("no time was left for it"), 0)
  return send(connected, event, { ...options, ledger }, key)
}

async function send(
  { adapter, context }: Connected,
  event: NotifyEvent,
  options: TellOptions,
  key: string,
): Promise<Told> {
  const { ledger } = options
  const repeatable = adapter.repeatable(event)
  const claimed = repeatable ? undefined : await claim(ledger, key)
  if (!repeatable && !claimed)
    return undelivered(refused("an earlier attempt began to send it and may have; it is not sent again"), 0)
  const once = () => adapter.send(context, event)
  const { answer, tries } = await attempts({ ...options, once, isTrouble, repeatable })
  if (!answer) await ledger.record(key)
  else if (answer.trouble !== "lost") await claimed?.giveBack()
  return answer ? undelivered(answer, tries) : { status: "delivered", tries, reason: "" }
}

function isTrouble(answer: Trouble | undefined): answer is Trouble {
  return answer !== undefined
}

function undelivered({ reason }: Trouble, tries: number): Told {
  return { status: "undelivered", tries, reason }
}
