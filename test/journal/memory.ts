/** Owns an engine's record in memory, by the same rules as the real one, for what is built on top of it. */
import { dag } from "@dagger.io/dagger"
import { failure } from "../../.dagger/lib/errors.js"
import type { Clock } from "../../.dagger/lib/exec/poll.js"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import type { Frozen, Holder, Lease, State } from "../../.dagger/lib/journal/journal.js"

export interface Memory {
  runs: Map<string, Entry[]>
  locks: Map<string, Holder>
  /** When an attempt was last heard of; who is not in here is alive. */
  silentSince: Map<string, number>
  frozen: Frozen[]
}

const STALE_MS = 60_000

export const memory = (): Memory => ({ runs: new Map(), locks: new Map(), silentSince: new Map(), frozen: [] })

export function memoryState(kept: Memory, clock: Clock): State {
  const { runs, locks, silentSince, frozen } = kept
  let held: { names: readonly string[]; attempt: string } | undefined
  const ageMs = ({ attempt }: Holder) => clock.now() - (silentSince.get(attempt) ?? clock.now())
  const told = (lock: string, holder: Holder) => ({
    lock,
    run: holder.run,
    age: String(Math.round(ageMs(holder) / 1000)),
  })
  const requireHeld = () => {
    for (const name of held?.names ?? []) {
      const holder = locks.get(name)
      if (holder?.attempt !== held!.attempt)
        throw failure("LOCK_LOST", told(name, holder ?? { run: "nobody", attempt: "" }))
    }
  }
  const acquire = async (
    names: readonly string[],
    holder: Holder,
    { breakLock }: { breakLock: boolean },
  ): Promise<Lease> => {
    await Promise.resolve()
    for (const name of names) {
      const other = locks.get(name)
      if (!other || other.attempt === holder.attempt || breakLock) continue
      if (other.run !== holder.run) throw failure("LOCK_HELD", told(name, other))
      const reason = `its last sign of life is ${ageMs(other) / 1000} s old`
      if (ageMs(other) < STALE_MS) throw failure("RUN_UNDER_WAY", { run: holder.run, reason })
    }
    names.forEach((name) => locks.set(name, holder))
    held = { names, attempt: holder.attempt }
    return {
      requireHeld: () => Promise.resolve().then(requireHeld),
      release: () =>
        Promise.resolve(names.forEach((name) => locks.get(name)?.attempt === holder.attempt && locks.delete(name))),
    }
  }
  return {
    whereabouts: "memory",
    check: () => Promise.resolve("it can be written"),
    read: (run) => Promise.resolve(structuredClone(runs.get(run) ?? [])),
    async append(run, entry) {
      await Promise.resolve()
      requireHeld()
      runs.set(run, [...(runs.get(run) ?? []), structuredClone(entry)])
    },
    artefacts: () => dag.directory(),
    acquire,
    unlock: (names) => {
      const gone = names.flatMap((name) => (locks.has(name) ? [told(name, locks.get(name)!)] : []))
      names.forEach((name) => locks.delete(name))
      return Promise.resolve(gone.map(({ lock, run, age }) => `${lock} ${run} ${age}`))
    },
    freeze: (one) => Promise.resolve(void frozen.push(one)),
    frozen: () => Promise.resolve([...frozen]),
  }
}
