/** Owns delivery: notifiers side by side, each message bounded, tried again and sent once; a failure is a result, never a throw. */
import type { NamedNotifier } from "../config/resolve.js"
import type { EventKind } from "../names.js"
import { attempts } from "./attempts.js"
import { connect, type Connected, readSecret, type Wiring } from "./connect.js"
import { keyOf, type NotifyEvent } from "./event.js"
import { notifierOf } from "./index.js"
import { bounded, claim, type Ledger } from "./ledger.js"
import { inTrouble, refused, type Trouble } from "./notifier.js"
import { redact, redactAll } from "./redact.js"
import { unheard } from "./unheard.js"

export interface Delivered {
  notifier: string
  event: EventKind
  key: string
  status: "delivered" | "already-sent" | "undelivered" | "held"
  tries: number
  /** Why it was not delivered. */
  reason: string
}

export interface Delivery {
  results: Delivered[]
  /** One sentence per page that did not reach whom it should: for the exit text and the report. Empty when all is well. */
  unheardPages: string[]
}

export interface DeliverOptions extends Wiring {
  notifiers: readonly NamedNotifier[]
  ledger: Ledger
  /** Nobody is told anything, as in a rehearsal; the results say who would have been. */
  hold?: boolean
}

export async function deliver(events: readonly NotifyEvent[], options: DeliverOptions): Promise<Delivery> {
  const once = [...new Map(events.map((event) => [keyOf(event), event])).values()]
  const deadline = options.clock.now() + options.overallMs
  const secrets = options.hold ? [] : await secretsOf(options)
  const clean = once.map((event) => redactAll(event, secrets))
  const queues = options.notifiers.map((settings) => tellAll(settings, clean, options, deadline))
  const told = (await Promise.all(queues)).flat()
  const results = told.map((one) => ({ ...one, reason: redact(one.reason, secrets) }))
  return { results, unheardPages: options.hold ? [] : unheard(clean, results) }
}

/** All of them: a finding for one channel may quote another's secret. */
async function secretsOf(options: DeliverOptions): Promise<string[]> {
  const names = new Set(options.notifiers.map(({ kind }) => notifierOf(kind).secret))
  const read = await Promise.all([...names].map((name) => readSecret(name, options)))
  return read.filter((one) => typeof one === "string")
}

/** One after the other, because vendors limit each channel and an alert must open before it closes; pages first. */
async function tellAll(
  settings: NamedNotifier,
  events: readonly NotifyEvent[],
  options: DeliverOptions,
  deadline: number,
): Promise<Delivered[]> {
  const wanted = events.filter(({ kind }) => settings.on.includes(kind))
  const queue = [...wanted.filter(isPage), ...wanted.filter((event) => !isPage(event))]
  const results: Delivered[] = []
  for (const event of queue) {
    const base = { notifier: settings.name, event: event.kind, key: keyOf(event) }
    if (results.some(({ tries }) => tries > 0)) await options.clock.sleep(notifierOf(settings.kind).gapMs)
    const told = await tell(settings, event, options, deadline).catch((error: unknown) => broken(error))
    results.push({ ...base, ...told })
  }
  return results
}

const isPage = ({ kind }: NotifyEvent) => kind === "page"

type Told = Pick<Delivered, "status" | "tries" | "reason">

/** A bug of ours must not fail a release either. Only the error's name: its message may quote an address. */
function broken(error: unknown): Told {
  return undelivered(refused(`an error in the notifier itself (${error instanceof Error ? error.name : "unknown"})`), 0)
}

async function tell(
  settings: NamedNotifier,
  event: NotifyEvent,
  options: DeliverOptions,
  deadline: number,
): Promise<Told> {
  const ledger = bounded(options.ledger, options.callMs)
  const key = `${settings.name}:${keyOf(event)}`
  if (options.hold) return { status: "held", tries: 0, reason: "a rehearsal tells nobody" }
  if (await ledger.sent(key)) return { status: "already-sent", tries: 0, reason: "" }
  if (options.clock.now() >= deadline) return undelivered(refused("no time was left for it"), 0)
  const connected = await connect(settings, options, deadline)
  if (inTrouble(connected)) return undelivered(connected, 0)
  return sendOnce(connected, event, { ledger, key, deadline, options })
}

interface Sending {
  ledger: Ledger
  key: string
  deadline: number
  options: DeliverOptions
}

async function sendOnce({ adapter, context }: Connected, event: NotifyEvent, sending: Sending): Promise<Told> {
  const { ledger, key, deadline, options } = sending
  const { clock, random } = options
  const repeatable = adapter.repeatable(event)
  const claimed = repeatable ? undefined : await claim(ledger, key)
  if (!repeatable && !claimed)
    return undelivered(refused("an earlier attempt began to send it and may have; it is not sent again"), 0)
  const once = () => adapter.send(context, event)
  const isTrouble = (answer: Trouble | undefined): answer is Trouble => answer !== undefined
  const { answer, tries } = await attempts({ once, isTrouble, repeatable, clock, random, deadline })
  if (!answer) await ledger.record(key)
  else if (answer.trouble !== "lost") await claimed?.giveBack()
  return answer ? undelivered(answer, tries) : { status: "delivered", tries, reason: "" }
}

function undelivered({ reason }: Trouble, tries: number): Told {
  return { status: "undelivered", tries, reason }
}
