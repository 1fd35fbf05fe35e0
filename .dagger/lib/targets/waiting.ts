/**
 * Owns waiting for a deployment: look, judge, look again, until it is what it will be.
 *
 * A state that nobody knows is an end, never a reason to keep waiting and never a success. One read that fails is
 * nothing; three in a row are a deployment that is lost sight of. One good read is nothing either: the first one after a
 * change may come from a stale copy.
 */
import { failure, type ShipwayError, describe } from "../errors.js"
import type { Clock } from "../exec/poll.js"

export type Judged =
  | { state: "progressing"; says: string }
  | { state: "live" }
  | { state: "failed" | "superseded" | "unknown"; reason: string }

/** How waiting can end otherwise than well. */
export type NotLive = "failed" | "superseded" | "unknown" | "lost" | "late"

export type NotServing = ShipwayError & { ended: NotLive }

export interface Waiting<T> {
  platform: string
  /** What is waited for: "production's deployment dep-1". */
  what: string
  read: () => Promise<T>
  judge: (seen: T) => Judged
  clock: Clock
  announce: (line: string) => void
  intervalMs: number
  timeoutMs: number
  /** Stops what did not get there in time, where the platform can, and says what came of it. */
  onLate?: () => Promise<string>
}

/** What makes a look count; replaced in tests, which shows what each is there for. */
export const patience = { failedReads: 3, goodReads: 2 }

export async function waitUntilLive<T>(waiting: Waiting<T>): Promise<T> {
  const { clock, what, announce, intervalMs } = waiting
  const deadline = clock.now() + waiting.timeoutMs
  const streak = { good: 0, failed: 0 }
  let said = ""
  for (;;) {
    const { judged, seen } = await look(waiting, streak)
    if (judged.state === "live" && streak.good >= patience.goodReads) return seen as T
    if (judged.state !== "live" && judged.state !== "progressing")
      throw notServing(waiting, judged.state, judged.reason)
    const says = judged.state === "live" ? "live" : judged.says
    if (says !== said) announce(`· ${what}: ${says}`)
    said = says
    // What just got live is looked at again before it is called late.
    if (judged.state !== "live" && clock.now() + intervalMs > deadline) throw await late(waiting, said)
    await clock.sleep(intervalMs)
  }
}

async function look<T>(
  { read, judge }: Waiting<T>,
  streak: { good: number; failed: number },
): Promise<{ judged: Judged | { state: "lost"; reason: string }; seen?: T }> {
  try {
    const seen = await read()
    const judged = judge(seen)
    streak.failed = 0
    streak.good = judged.state === "live" ? streak.good + 1 : 0
    return { judged, seen }
  } catch (error) {
    streak.failed++
    streak.good = 0
    if (streak.failed < patience.failedReads)
      return { judged: { state: "progressing", says: "could not be read just now" } }
    return {
      judged: {
        state: "lost",
        reason: `${patience.failedReads} reads in a row failed, the last one so: ${describe(error)}`,
      },
    }
  }
}

async function late<T>(waiting: Waiting<T>, said: string): Promise<NotServing> {
  const stopped = await waiting.onLate?.().catch((error: unknown) => `it could not be stopped: ${describe(error)}`)
  const reason = `after ${waiting.timeoutMs / 1000} s it still says: ${said}${stopped ? `; ${stopped}` : ""}`
  return notServing(waiting, "late", reason)
}

/** Also for what a target itself finds out, such as the wrong image behind a deployment that is live. */
export function notServing(
  { platform, what }: { platform: string; what: string },
  ended: NotLive,
  reason: string,
): NotServing {
  return Object.assign(failure("NOT_SERVING", { platform, what, state: ENDED[ended], reason, advice: ADVICE[ended] }), {
    ended,
  })
}

const ENDED: Record<NotLive, string> = {
  failed: "failed",
  superseded: "was superseded",
  unknown: "is in a state that is not known here",
  lost: "was lost sight of",
  late: "did not get live in time",
}

const ADVICE: Record<NotLive, string> = {
  failed: "The platform's own log of this deployment says more; mend it, then release again under a new --run.",
  superseded:
    "Somebody else deployed at the same time: look at `dagger call history`, agree on who goes first, release again.",
  unknown:
    "It may or may not serve: look at the platform's dashboard; `dagger call status` says what is recorded as live.",
  lost: "It may or may not serve: when the platform answers again, look with `dagger call status`; then release under a new --run, or go back.",
  late: "Mend what keeps it, or raise deadlineSeconds: under options: in the config; then release under a new --run.",
}
