/** Shows the journal on GitHub when what it says of a change is lost for good: the change may have been made all the same. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import { BEAT_SECONDS } from "../../.dagger/lib/journal/github/index.js"
import { entry } from "./conformance.js"
import { chain, directly, gitState } from "./fakes/git.js"
import { beating, onGithub } from "./rig.js"

/** From one call on, so many are not answered; each has been done or not before its answer was lost. */
interface Outage {
  from: number
  calls: number
  done: boolean[]
  reads: boolean
}

/** More than all tries of one call, so that it ends in an error, and less than of two. */
const outages = fc.record({
  from: fc.nat(60),
  calls: fc.integer({ min: 1, max: 14 }),
  done: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  reads: fc.boolean(),
})

interface Line {
  fetch: typeof fetch
  /** Whether the last outage is over. */
  sound: () => boolean
}

function unreliable(fetch: typeof globalThis.fetch, outages: readonly Outage[]): Line {
  let calls = 0
  const end = Math.max(0, ...outages.map(({ from, calls }) => from + calls))
  return {
    sound: () => calls >= end,
    async fetch(url, init) {
      const number = calls++
      const out = outages.find(({ from, calls }) => number >= from && number < from + calls)
      const lost = out && (init?.method !== "GET" || out.reads)
      const answer = !lost || out.done[(number - out.from) % out.done.length] ? await fetch(url, init) : undefined
      if (answer && !lost) return answer
      throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } })
    },
  }
}

function world(outages: readonly Outage[], lag = 0) {
  const clock = beating()
  const git = gitState(clock.now)
  git.lag = lag
  const line = unreliable(directly(git), outages)
  const onLine = onGithub(clock, { fetch: line.fetch })
  return { clock, git, line, onLine, another: () => onGithub(clock, { fetch: directly(git) }) }
}

const one = { run: "one", attempt: "a" }
const never = { breakLock: false }
const places = fc.array(outages, { maxLength: 4 })
const stepsOf = (entries: Entry[]) => entries.map((one) => "step" in one && one.step)
/** Nobody else writes here: all that may be said is that GitHub could not be reached. */
const unreached = (error: Error) => {
  expect(error.message).toContain("[JOURNAL_REMOTE]")
  return false
}

const refused = (error: Error) => (unreached(error), undefined)

describe("an attempt whose answers from GitHub are lost for good", () => {
  it("goes on writing when they come again: what was acknowledged is kept in order, what was not at most once", async () => {
    const property = fc.asyncProperty(places, fc.nat(3), async (outages, lag) => {
      const { git, line, onLine, another } = world(outages, lag)
      const asked: string[] = []
      const acknowledged: string[] = []
      const write = async () => {
        const step = `step-${asked.push("") - 1}`
        asked[asked.length - 1] = step
        const kept = await onLine.append("one", entry("a", step)).then(() => true, unreached)
        if (kept) acknowledged.push(step)
        return kept
      }
      while (!line.sound()) await write()

      expect([await write(), await write()]).toEqual([true, true])
      git.old.clear()
      const kept = stepsOf(await another().read("one"))
      expect(kept).toEqual(asked.filter((step) => kept.includes(step)))
      expect(kept).toEqual(expect.arrayContaining(acknowledged))
    })
    await fc.assert(property, { numRuns: 200 })
  })

  it("is heard of again when they come again, and leaves nothing behind that looks alive", async () => {
    const property = fc.asyncProperty(places, async (outages) => {
      const { clock, git, line, onLine, another } = world(outages)
      const lease = await onLine.acquire(["production"], one, never).catch(refused)
      if (lease) {
        while (!line.sound()) await clock.sleep(BEAT_SECONDS * 1000)
        for (let beats = 0; beats < 2; beats++) await clock.sleep(BEAT_SECONDS * 1000)
        await expect(another().acquire(["production"], { ...one, attempt: "b" }, never)).rejects.toThrow(
          "[RUN_UNDER_WAY]",
        )
        await onLine.append("one", entry("a", "publish"))
        await lease.release()
        expect([...git.refs.keys()].filter((ref) => ref.includes("/alive/"))).toEqual([])
        await another().acquire(["production"], { run: "two", attempt: "c" }, never)
      }
    })
    await fc.assert(property, { numRuns: 100 })
  })

  it("does not fail over an answer that a read can stand in for", async () => {
    // Read, tree and commit; then all tries of the move.
    const everyMove = { from: 3, calls: 8, done: [true], reads: false }
    const { onLine, git } = world([everyMove])
    await onLine.append("one", entry("a", "publish"))

    expect(chain(git, git.refs.get("refs/shipway/shop/runs/one"))).toHaveLength(1)
  })

  it("gives back a lock that it took unheard", async () => {
    // The heart's tree, commit and ref; then read, tree, commit; then the lock, while the heart beats on.
    const { git, onLine, another } = world([{ from: 6, calls: 20, done: [true], reads: true }])
    await expect(onLine.acquire(["production"], one, never)).rejects.toThrow("[JOURNAL_REMOTE]")

    expect(chain(git, git.refs.get("refs/shipway/shop/locks/production"))).toHaveLength(2)
    await another().acquire(["production"], { run: "two", attempt: "b" }, never)
  })
})
