/** Owns once per event: what was sent is known again, also after a crash, and a message without a key of its own is never sent twice. */
import { within } from "../exec/poll.js"

/** Backed by the release's journal. */
export interface Ledger {
  sent(key: string): Promise<boolean>
  record(key: string): Promise<void>
}

/** For a single step that has no journal: knows what this call has sent. */
export function memoryLedger(): Ledger {
  const keys = new Set<string>()
  return {
    sent: (key) => Promise.resolve(keys.has(key)),
    record: (key) => Promise.resolve(void keys.add(key)),
  }
}

/** A ledger that fails or hangs must not keep a page from going out: what it cannot say counts as no. */
export function bounded(ledger: Ledger, limitMs: number): Ledger {
  return {
    sent: (key) => within(ledger.sent(key), limitMs, "no answer").catch(() => false),
    record: (key) => within(ledger.record(key), limitMs, "no answer").catch(() => undefined),
  }
}

/**
 * Claims a message before its first try. A claim that was neither kept nor given back is a try of which nobody knows
 * how it ended.
 */
export async function claim(ledger: Ledger, key: string): Promise<{ giveBack(): Promise<void> } | undefined> {
  for (let turn = 1; ; turn++) {
    if (!(await ledger.sent(`${key}#claim-${turn}`))) {
      await ledger.record(`${key}#claim-${turn}`)
      return { giveBack: () => ledger.record(`${key}#returned-${turn}`) }
    }
    if (!(await ledger.sent(`${key}#returned-${turn}`))) return undefined
  }
}
