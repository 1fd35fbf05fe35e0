/** Owns when people are told about a release: what the journal says they heard is not said again. */
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
  /** Waits for all of it, a minute at most. */
  end: (report: Report, records: readonly StepRecord[]) => Promise<Delivery>
}

/** A rehearsal tells nobody: its report says who would have been told. */
export function tellingOf(context: Context, journal: Journal, hold: boolean): Telling {
  const ledger = ledgerIn(journal)
  const under: Promise<Delivery>[] = []
  const tell = (events: readonly NotifyEvent[]) => void under.push(notify(context, events, { ledger, hold }))
  const subject = () => subjectOf(context, "production")
  const decision = (records: readonly StepRecord[]) => {
    const made = context.handed.decision
    if (made) tell(decided(subject(), made, records.filter(isProduction).flatMap(findingsOf)))
  }
  return {
    beginning: () => tell(started(subject())),
    decision,
    async end(report, records) {
      // First what was under way: the ledger then knows it. An earlier attempt may have died before it told anybody.
      const before = await Promise.all(under.splice(0))
      decision(records)
      tell(finished(subject(), report, context.handed.decision))
      const after = await Promise.all(under)
      return {
        results: [...before, ...after].flatMap(({ results }) => results),
        unheardPages: [...new Set([...before, ...after].flatMap(({ unheardPages }) => unheardPages))],
      }
    },
  }
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
