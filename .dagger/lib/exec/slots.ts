/** Owns how many tools run at once, and which of those that wait is next. */
import { availableParallelism } from "node:os"

/**
 * Two for each core of the engine's machine: tools wait for files, databases and each other's locks about as long as they
 * compute. At least four, so that a few that wait for the network do not hold up all others.
 */
export const SLOTS = 2 * Math.max(2, availableParallelism())

/** What nothing waits for: lint tools. */
export const UNHURRIED = 0
/** For whoever is waited for; the longer the chain of those that wait, the higher. */
export const USUAL = 1
/** The unhurried mostly compute, so more than one for each core would only take time from what is waited for. */
export const UNHURRIED_SLOTS = SLOTS / 2

interface Waiting {
  urgency: number
  turn: () => void
}

const running = { all: 0, unhurried: 0 }
const queue: Waiting[] = []

/** Runs `work` as soon as a slot is free for it: the most urgent first, and among equals in the order of the calls. */
export async function inSlot<T>(work: () => Promise<T>, urgency = USUAL): Promise<T> {
  await new Promise<void>((turn) => {
    enqueue({ urgency, turn })
    admit()
  })
  try {
    return await work()
  } finally {
    count(urgency, -1)
    admit()
  }
}

function enqueue(waiting: Waiting): void {
  const behind = queue.findIndex(({ urgency }) => urgency < waiting.urgency)
  queue.splice(behind === -1 ? queue.length : behind, 0, waiting)
}

/** The queue is in order, so the first one that may begin is the next. */
function admit(): void {
  while (running.all < SLOTS) {
    const may = ({ urgency }: Waiting) => urgency !== UNHURRIED || running.unhurried < UNHURRIED_SLOTS
    const index = queue.findIndex(may)
    if (index === -1) return
    const [next] = queue.splice(index, 1)
    count(next!.urgency, 1)
    next!.turn()
  }
}

function count(urgency: number, by: 1 | -1): void {
  running.all += by
  if (urgency === UNHURRIED) running.unhurried += by
}
