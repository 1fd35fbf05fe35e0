/** Owns waiting: ask again until it is so, or until the deadline, with the last reason kept. */

export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
}

export interface Polled<T> {
  value?: T
  attempts: number
  /** Why the last attempt did not count; set when the deadline passed. */
  reason?: string
}

interface Options {
  intervalMs: number
  timeoutMs: number
  clock: Clock
}

/** `attempt` returns the value, or throws with the reason why not yet. */
export async function poll<T>(
  attempt: () => Promise<T>,
  { intervalMs, timeoutMs, clock }: Options,
): Promise<Polled<T>> {
  const deadline = clock.now() + timeoutMs
  for (let attempts = 1; ; attempts++) {
    try {
      return { value: await attempt(), attempts }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (clock.now() + intervalMs > deadline) return { attempts, reason }
    }
    await clock.sleep(intervalMs)
  }
}

/** The result of a call that cannot be given a deadline of its own. */
export async function within<T>(call: Promise<T>, timeoutMs: number, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  return Promise.race([call, late]).finally(() => clearTimeout(timer))
}
