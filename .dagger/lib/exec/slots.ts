/** Owns how many tools run at once, and which of those that wait is next. */
import { availableParallelism } from "node:os"

/**
 * Two for each core of the engine's machine: tools wait for files, databases and each other's locks about as long as they
 * compute. At least four, so that a few that wait for the network do not hold up all others.
 */
export const SLOTS = 2 * Math.max(2, availableParallelism())

interface Waiting {
  urgency: number
  turn: () => void
}

const free = { slots: SLOTS }
const queue: Waiting[] = []

/** Runs `work` as soon as a slot is free: the most urgent first, and among equals in the order of the calls. */
export async function inSlot<T>(work: () => Promise<T>, urgency = 0): Promise<T> {
  if (free.slots > 0) free.slots--
  else await new Promise<void>((turn) => enqueue({ urgency, turn }))
  try {
    return await work()
  } finally {
    const next = queue.shift()
    if (next) next.turn()
    else free.slots++
  }
}

function enqueue(waiting: Waiting): void {
  const behind = queue.findIndex(({ urgency }) => urgency < waiting.urgency)
  queue.splice(behind === -1 ? queue.length : behind, 0, waiting)
}
