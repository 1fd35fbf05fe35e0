/** Owns trying again: as long as it does no harm, with growing pauses, and never past the deadline. */
import type { Clock } from "./poll.js"
import type { Trouble } from "./http.js"

/** Unless whoever asks has more patience. */
const TRIES = 4
const FIRST_PAUSE_MS = 1000

interface Options<T> {
  once: () => Promise<T | Trouble>
  isTrouble: (answer: T | Trouble) => answer is Trouble
  /** Whether it may be sent again when the answer was lost. */
  repeatable: boolean
  clock: Clock
  random: () => number
  deadline: number
  tries?: number
}

export interface Attempted<T> {
  answer: T | Trouble
  tries: number
}

export async function attempts<T>(options: Options<T>): Promise<Attempted<T>> {
  const { once, isTrouble, repeatable, clock, random, deadline, tries: most = TRIES } = options
  for (let tries = 1; ; tries++) {
    const answer = await once()
    if (!isTrouble(answer) || answer.trouble === "refused") return { answer, tries }
    if (answer.trouble === "lost" && !repeatable)
      return { answer: { ...answer, reason: `${answer.reason}; it may have arrived, so it is not sent again` }, tries }
    if (tries === most) return { answer, tries }
    const pause = pauseMs(tries, answer.afterMs, random())
    if (clock.now() + pause >= deadline) return { answer: outOfTime(answer, pause), tries }
    await clock.sleep(pause)
  }
}

/** Half of it is chance, so that many pipelines do not come back at once; what the vendor asks for is the least. */
export function pauseMs(tries: number, afterMs: number | undefined, chance: number): number {
  const backoff = FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + chance / 2)
  return afterMs === undefined ? backoff : Math.max(backoff, afterMs + (FIRST_PAUSE_MS * chance) / 2)
}

function outOfTime(trouble: Trouble, pause: number): Trouble {
  return { ...trouble, reason: `${trouble.reason}; the next try, in ${Math.ceil(pause / 1000)} s, would be too late` }
}
