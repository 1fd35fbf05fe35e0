/** Owns delivery: notifiers side by side, everything within one bound, each event once; a failure is a result, never a throw. */
import type { NamedNotifier } from "../config/resolve.js"
import type { EventKind } from "../../src/names.js"
import { readSecret, type Wiring } from "./connect.js"
import { keyOf, type NotifyEvent } from "./event.js"
import { notifierOf } from "./index.js"
import type { Ledger } from "./ledger.js"
import { redact, redactAll } from "../exec/redact.js"
import { tell, type Told } from "./tell.js"
import { unheard } from "./unheard.js"

export interface Delivered extends Told {
  notifier: string
  event: EventKind
  key: string
}

export interface Delivery {
  results: Delivered[]
  /** One sentence per page that did not reach whom it should: for the exit text and the report. Empty when all is well. */
  unheardPages: string[]
}

export interface DeliverOptions extends Wiring {
  notifiers: readonly NamedNotifier[]
  ledger: Ledger
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
  const results: Delivered[] = []
  for (const event of [...wanted.filter(isPage), ...wanted.filter((event) => !isPage(event))]) {
    const gapMs = results.some(({ tries }) => tries > 0) ? notifierOf(settings.kind).gapMs : 0
    const told = await tell(settings, event, { ...options, deadline, gapMs })
    results.push({ notifier: settings.name, event: event.kind, key: keyOf(event), ...told })
  }
  return results
}

function isPage({ kind }: NotifyEvent): boolean {
  return kind === "page"
}
