/** Owns when people are told about a release: what the journal says they heard is not said again. */
import { ShipwayError } from "../errors.js"
import type { Lease } from "../journal/journal.js"
import type { Journal } from "../journal/recall.js"
import type { Delivery } from "../notify/deliver.js"
import type { NotifyEvent } from "../notify/event.js"
import { decided, finished, started } from "../notify/events.js"
import type { Ledger } from "../notify/ledger.js"
import type { Report } from "../report/model.js"
import { findingsOf } from "../rollback/situation.js"
import { notify, subjectOf } from "../steps/notify.js"
import type { Context } from "./context.js"
import type { StepRecord } from "./outcome.js"

export interface Telling {
  /** Nothing has been changed yet. */
  beginning: () => void
  /** Beside the rollback, which waits for nobody. */
  decision: (records: readonly StepRecord[]) => void
  /** Waits for all of it, a minute at most; throws where another attempt has taken over, which tells the end. */
  end: (report: Report, records: readonly StepRecord[]) => Promise<Delivery>
}

interface Teller {
  /** A rehearsal tells nobody: its report says who would have been told. */
  hold: boolean
  lease: Lease
}

export function tellingOf(context: Context, journal: Journal, { hold, lease }: Teller): Telling {
  const ledger = ledgerIn(journal)
  const under: Promise<Delivery>[] = []
  const send = (events: readonly NotifyEvent[]) => notify(context, events, { ledger, hold })
  const requireOurs = () => (hold ? Promise.resolve() : requireNotLost(lease))
  const tell = (events: readonly NotifyEvent[]) =>
    void under.push(
      requireOurs().then(
        () => send(events),
        () => ({ results: [], unheardPages: [] }),
      ),
    )
  const subject = () => subjectOf(context, "production")
  const decision = (records: readonly StepRecord[]): NotifyEvent[] => {
    const made = context.handed.decision
    return made ? decided(subject(), made, records.filter(isProduction).flatMap(findingsOf)) : []
  }
  return {
    beginning: () => tell(started(subject())),
    decision: (records) => tell(decision(records)),
    async end(report, records) {
      // First what was under way: the ledger then knows it. An earlier attempt may have died before it told anybody.
      const before = await Promise.all(under.splice(0))
      await requireOurs()
      const ending = finished(subject(), report, context.handed.decision)
      const after = await Promise.all([decision(records), ending].map(send))
      return {
        results: [...before, ...after].flatMap(({ results }) => results),
        unheardPages: [...new Set([...before, ...after].flatMap(({ unheardPages }) => unheardPages))],
      }
    },
  }
}

/** Where it cannot be found out who has the lock, what a release came to is told all the same. */
async function requireNotLost(lease: Lease): Promise<void> {
  await lease.requireHeld().catch((error: unknown) => {
    if (error instanceof ShipwayError && error.code === "LOCK_LOST") throw error
  })
}

function isProduction({ name }: StepRecord): boolean {
  return /^(migrate|deploy|verify|bake) production$/.test(name)
}

function ledgerIn({ past, write }: Journal): Ledger {
  const told = new Set(past.told)
  return {
    sent: (key) => Promise.resolve(told.has(key)),
    record: (key) => (told.add(key), write({ type: "told", key })),
  }
}
