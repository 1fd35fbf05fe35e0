/** Owns what is said when a page did not reach whom it should: the one failure of a message that a person must see. Pure. */
import { keyOf, type NotifyEvent } from "./event.js"
import type { Delivered } from "./deliver.js"

export function unheard(events: readonly NotifyEvent[], results: readonly Delivered[]): string[] {
  return events
    .filter(({ kind }) => kind === "page")
    .flatMap((event) => {
      const own = results.filter(({ key }) => key === keyOf(event))
      if (own.length === 0) return [`PAGE UNDELIVERED: ${event.title}: no notifier takes pages; tell a person`]
      return own
        .filter(({ status }) => status === "undelivered")
        .map(({ notifier, reason }) => `PAGE UNDELIVERED: ${event.title}: ${notifier}: ${reason}; tell a person`)
    })
}
