/** Owns how many tools run at once: as many as the engine's machine has cores; more would only slow each other down. */
import { availableParallelism } from "node:os"

/** At least two, so that a tool that waits for the network does not hold up all others. */
const free = { slots: Math.max(2, availableParallelism()) }
const waiting: (() => void)[] = []

/** Runs `work` as soon as a slot is free, in the order of the calls. */
export async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (free.slots > 0) free.slots--
  else await new Promise<void>((turn) => waiting.push(turn))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else free.slots++
  }
}
