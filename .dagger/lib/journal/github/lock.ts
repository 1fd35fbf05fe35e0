/**
 * Owns the lock of environments across machines: a ref for each, whose newest commit names who has it. It is taken, taken
 * over and given back by moving the ref on from what was seen there, so of two who do so at the same moment one fails.
 */
import { z } from "zod"
import { failure, lastHeard, ShipwayError } from "../../errors.js"
import { type Clock, poll } from "../../exec/poll.js"
import type { Holder, Lock } from "../journal.js"
import type { Heart } from "./heart.js"
import type { About, Refs } from "./refs.js"

export interface Held {
  name: string
  commit: string
  /** What the ref named before: a read may still say so. */
  before: string | undefined
}

/** Which locks this attempt has. */
export type Holding = Map<string, Held>

export interface LockSetting {
  refs: Refs
  refOf: (name: string) => string
  heart: Heart
  holding: Holding
  clock: Clock
  staleSeconds: number
  beatSeconds: number
  announce: (line: string) => void
}

interface Told {
  lock: string
  run: string
  age: string
}

const UNDATED = "how old its last sign of life is GitHub did not say (its answer has no Date), so it counts as alive"

const Taken = z.object({ run: z.string(), attempt: z.string(), held: z.boolean() })

export function githubLock(setting: LockSetting): Lock {
  const { staleSeconds, beatSeconds, clock, heart } = setting
  return {
    async acquire(names, holder, { breakLock }) {
      await heart.start(holder.attempt)
      const answer = await poll(() => takeAll(setting, names, holder, breakLock).catch(notWorthWaiting), {
        intervalMs: 5000,
        timeoutMs: (staleSeconds + beatSeconds) * 1000,
        clock,
      })
      const { other, broken } = answer.value ?? {}
      if (answer.value && !other && !broken)
        return { requireHeld: () => requireHeld(setting), release: () => giveBack(setting, holder.attempt) }
      // What cannot be reached cannot be given back either; that it was not taken is what counts.
      await giveBack(setting, holder.attempt).catch(() => {})
      if (broken) throw broken
      throw other ? failure("LOCK_HELD", other) : failure("RUN_UNDER_WAY", { run: holder.run, reason: answer.reason! })
    },

    async unlock(names) {
      const gone = await Promise.all(names.map((name) => free(setting, name)))
      return gone.flatMap((told) => (told ? [`${told.lock} ${told.run} ${told.age}`] : []))
    },
  }
}

interface Answer {
  other?: Told
  broken?: ShipwayError
}

function notWorthWaiting(error: unknown): Answer {
  if (error instanceof ShipwayError) return { broken: error }
  throw error
}

/** In one order, so that two who want the same ones meet at the first. */
async function takeAll(
  setting: LockSetting,
  names: readonly string[],
  holder: Holder,
  breaking: boolean,
): Promise<Answer> {
  for (const name of names.toSorted()) {
    const other = await take(setting, name, holder, breaking)
    if (other) return { other }
  }
  return {}
}

/** An earlier attempt of the same run may still be dying, so that is worth waiting for; another run is not. */
async function take(setting: LockSetting, name: string, holder: Holder, breaking: boolean): Promise<Told | undefined> {
  const { refs, refOf, holding, heart, staleSeconds, announce } = setting
  if (holding.has(name)) return undefined
  const before = await refs.head(refOf(name))
  const last = before === undefined ? undefined : await lastOf(setting, before)
  if (last?.held && last.attempt !== holder.attempt && !breaking) {
    if (last.run !== holder.run) return { lock: name, run: last.run, age: ageOf(last) }
    if (last.ageSeconds === undefined || last.ageSeconds < staleSeconds) {
      announce(`· waiting for an earlier attempt of this run, ${lastHeard(ageOf(last))}`)
      throw new Error(last.ageSeconds === undefined ? UNDATED : `its last sign of life is ${last.ageSeconds} s old`)
    }
  }
  const commit = await written(refs, { ...holder, held: true }, before)
  // Noted first: what may have been taken, although nobody heard of it, is given back in the end.
  holding.set(name, { name, commit, before })
  if ((await refs.move(refOf(name), before, commit)) !== commit) {
    holding.delete(name)
    throw new Error(`somebody else took ${name} in the same moment`)
  }
  if (last?.held && last.attempt !== holder.attempt) await heart.forget(last.attempt)
  return undefined
}

/** Who had it last; the holder's heart beats elsewhere, so that it need not move the lock. */
async function lastOf({ refs, heart }: LockSetting, commit: string) {
  const { message, ageSeconds } = await refs.about(commit)
  const taken = Taken.parse(JSON.parse(message))
  const heard = taken.held ? await heart.heardOf(taken.attempt) : undefined
  const ages = [ageSeconds, heard ? heard.ageSeconds : ageSeconds]
  // Of one whose age is not known nobody knows that it is dead.
  return { ...taken, ageSeconds: ages.every((age) => age !== undefined) ? Math.min(...ages) : undefined }
}

function ageOf({ ageSeconds }: Pick<About, "ageSeconds">): string {
  return ageSeconds === undefined ? "?" : String(ageSeconds)
}

function written(refs: Refs, taken: z.infer<typeof Taken>, before: string | undefined): Promise<string> {
  const message = JSON.stringify({ run: taken.run, attempt: taken.attempt, held: taken.held })
  return refs.tree(`${message}\n`).then((tree) => refs.commit(message, tree, before))
}

/** Before each line: who has lost a lock changes nothing any more. */
export async function requireHeld(setting: LockSetting): Promise<void> {
  const { refs, refOf, holding } = setting
  await Promise.all(
    [...holding.values()].map(async ({ name, commit, before }) => {
      const now = await refs.head(refOf(name))
      if (now === commit || now === before) return
      const last = now === undefined ? undefined : await lastOf(setting, now)
      const { run = "nobody" } = last ?? {}
      throw failure("LOCK_LOST", { lock: name, run, age: last ? ageOf(last) : "?" })
    }),
  )
}

/** Where another attempt has taken over in the meantime, the ref does not go on from here, and stays the other's. */
async function giveBack({ refs, refOf, holding, heart }: LockSetting, attempt: string): Promise<void> {
  try {
    for (const { name, commit } of [...holding.values()]) {
      await refs.move(refOf(name), commit, await written(refs, { run: "", attempt, held: false }, commit))
      holding.delete(name)
    }
  } finally {
    // What could not be given back must at least not seem to be in use.
    await heart.stop()
  }
}

async function free(setting: LockSetting, name: string): Promise<Told | undefined> {
  const { refs, refOf, heart } = setting
  const now = await refs.head(refOf(name))
  const last = now === undefined ? undefined : await lastOf(setting, now)
  if (!last?.held) return undefined
  await refs.move(refOf(name), now, await written(refs, { run: last.run, attempt: last.attempt, held: false }, now))
  await heart.forget(last.attempt)
  return { lock: name, run: last.run, age: ageOf(last) }
}
