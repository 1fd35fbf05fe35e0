/** Owns what every journal promises, wherever it lives: who has the lock, who may take over, what is read again. */
import { describe, expect, it } from "vitest"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import type { Frozen, Holder, State } from "../../.dagger/lib/journal/journal.js"
import { StepStatus } from "../../.dagger/src/names.js"

export interface World {
  /** As another machine sees it. */
  state: () => State
  /** An attempt that took the locks, was killed, and was last heard of so long ago; as it would go on. */
  killed: (names: string[], holder: Holder, secondsAgo: number) => Promise<Pick<State, "append">>
}

export interface Subject {
  name: string
  staleSeconds: number
  /** A project of its own. */
  open: (name: string) => Promise<World>
}

export const entry = (attempt: string, step: string): Entry => ({
  at: "2026-01-01T00:00:00Z",
  attempt,
  type: "began",
  step,
})
const never = { breakLock: false }
const BOTH = ["staging", "production"]

export function conformance({ name, staleSeconds, open }: Subject): void {
  describe(`${name}: the lock`, () => {
    it("lets one run in at a time, and names it to the other", async () => {
      const { state } = await open("exclusive")
      const lease = await state().acquire(BOTH, { run: "one", attempt: "a" }, never)

      await expect(state().acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
        /\[LOCK_HELD\] production is being released by run one, last heard of \d+ s ago/,
      )
      await lease.release()
      await (await state().acquire(["production"], { run: "two", attempt: "b" }, never)).release()
    })

    it("takes all names or none", async () => {
      const { state } = await open("all-or-none")
      await state().acquire(["staging"], { run: "one", attempt: "a" }, never)
      await expect(state().acquire(BOTH, { run: "two", attempt: "b" }, never)).rejects.toThrow("[LOCK_HELD]")

      await (await state().acquire(["production"], { run: "three", attempt: "c" }, never)).release()
    })

    it("is won by exactly one of many who ask at the same moment", async () => {
      const { state } = await open("race")
      const asked = await Promise.allSettled(
        ["a", "b", "c", "d"].map((run) => state().acquire(["production"], { run, attempt: run }, never)),
      )
      expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1)
    })

    it("makes a second attempt of the same run wait while the first one lives", async () => {
      const { state } = await open("alive")
      await state().acquire(["production"], { run: "one", attempt: "a" }, never)

      await expect(state().acquire(["production"], { run: "one", attempt: "b" }, never)).rejects.toThrow(
        /\[RUN_UNDER_WAY\] another attempt of run one is at work: its last sign of life is \d+ s old/,
      )
    })

    it("goes to a second attempt once the first has been silent for long, which then changes nothing more", async () => {
      const { state, killed } = await open("stale")
      const first = await killed(BOTH, { run: "one", attempt: "a" }, staleSeconds + 1)
      const second = state()
      const lease = await second.acquire(BOTH, { run: "one", attempt: "b" }, never)
      await second.append("one", entry("b", "deploy production"))

      await expect(first.append("one", entry("a", "deploy production"))).rejects.toThrow(/\[LOCK_LOST\] .*run one/)
      await lease.requireHeld()
      expect(await state().read("one")).toHaveLength(1)
      await lease.release()
    })

    it("goes to another run only by force, however long its holder has been silent", async () => {
      const { state, killed } = await open("forced")
      await killed(["production"], { run: "one", attempt: "a" }, 100 * staleSeconds)

      await expect(state().acquire(["production"], { run: "two", attempt: "b" }, never)).rejects.toThrow(
        "[LOCK_HELD] production is being released by run one",
      )
      await state().acquire(["production"], { run: "two", attempt: "b" }, { breakLock: true })
    })

    it("is not given back by an attempt that has lost it", async () => {
      const { state } = await open("late-release")
      const old = await state().acquire(["production"], { run: "one", attempt: "a" }, never)
      await state().acquire(["production"], { run: "two", attempt: "b" }, { breakLock: true })
      await expect(old.requireHeld()).rejects.toThrow("[LOCK_LOST] another attempt has taken production over (run two)")
      await old.release()

      await expect(state().acquire(["production"], { run: "three", attempt: "c" }, never)).rejects.toThrow("run two")
    })

    it("can be opened by hand, which says whose it was", async () => {
      const { state, killed } = await open("unlock")
      await killed(["production"], { run: "one", attempt: "a" }, 5)

      expect(await state().unlock(BOTH)).toEqual([expect.stringMatching(/^production one \d+$/)])
      expect(await state().unlock(BOTH)).toEqual([])
      await state().acquire(BOTH, { run: "two", attempt: "b" }, never)
    })
  })

  describe(`${name}: the journal`, () => {
    it("keeps every line in order, for whoever reads it next", async () => {
      const { state } = await open("order")
      const first = state()
      for (const step of ["publish", "migrate staging"]) await first.append("one", entry("a", step))
      await state().append("one", entry("b", "deploy staging"))

      const read = await state().read("one")
      expect(read.map((one) => one.type === "began" && [one.attempt, one.step])).toEqual([
        ["a", "publish"],
        ["a", "migrate staging"],
        ["b", "deploy staging"],
      ])
      expect(await state().read("two")).toEqual([])
    })

    it("takes lines that are written at the same moment, and of any text", async () => {
      const { state } = await open("together")
      const writer = state()
      const record = (summary: string) => ({
        name: "s",
        status: StepStatus.Failed,
        summary,
        startedAt: 0,
        durationMs: 1,
        cached: false,
      })
      const summaries = ["'\"$(x)\n\\n", "ü 🚢 %0A", "x".repeat(20_000)]
      await Promise.all(
        summaries.map((summary) =>
          writer.append("a.b", {
            ...entry("a", "s"),
            type: "ended",
            step: "s",
            record: record(summary),
            handed: { deployments: {} },
          }),
        ),
      )

      const read = await state().read("a.b")
      expect(read.map((one) => one.type === "ended" && one.record.summary).toSorted()).toEqual(summaries.toSorted())
    })

    it("keeps what must not be deployed again", async () => {
      const { state } = await open("frozen")
      const frozen = (digest: string): Frozen => ({
        environment: "production",
        scope: "release",
        digest,
        run: "one",
        reason: "bad",
        at: "",
      })
      expect(await state().frozen()).toEqual([])
      await state().freeze(frozen("sha256:1"))
      await state().freeze(frozen("sha256:2"))

      expect(await state().frozen()).toEqual([frozen("sha256:1"), frozen("sha256:2")])
    })

    it("says where it is, and that it can be written", async () => {
      const { state } = await open("check")

      expect(state().whereabouts).not.toBe("")
      expect(await state().check()).not.toBe("")
    })
  })
}
