/** Shows how a fix window ends, with a clock of its own; and what holds whatever the looks see. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Finding, Look } from "../../.dagger/lib/rollback/decision.js"
import { fixWindow, type Proof, type WindowOptions } from "../../.dagger/lib/rollback/fix-window.js"
import { critical, fakeClock, major, minor } from "./situations.js"

type Sight = "good" | "minor" | "major" | "critical" | "unreadable"

const seen: Record<Exclude<Sight, "unreadable">, Finding[]> = {
  good: [],
  minor: [minor],
  major: [major],
  critical: [critical, major],
}

interface Story {
  /** What each look sees; the last one goes on. */
  looks: Sight[]
  /** How long each look takes. */
  seconds?: number
  /** What the owed proof sees each time; without it none is owed. */
  proofs?: Sight[]
  /** From which question on a newer release serves; it is asked before each look and before anything goes back. */
  newerFrom?: number
  policy?: Partial<WindowOptions["policy"]>
  /** How long ago an earlier attempt began it. */
  begunAgo?: number
}

/** Five looks fit: at 10, 20, 30, 40 and 50 s. */
const short = { fixWindowSeconds: 50, everySeconds: 10, recoveredAfter: 2 }

async function watch({ looks, seconds = 0, proofs, newerFrom = Infinity, policy = {}, begunAgo = 0 }: Story) {
  const clock = fakeClock()
  const announced: Look[] = []
  let asked = 0
  const sights = (name: string, all: Sight[]): Proof => {
    let next = 0
    return {
      names: [name],
      limitSeconds: 60,
      run: () => {
        clock.spend(seconds * 1000)
        const sight = all[Math.min(next++, all.length - 1)]!
        return sight === "unreadable" ? Promise.reject(new Error("no answer")) : Promise.resolve(seen[sight])
      },
    }
  }
  const result = await fixWindow({
    policy: { ...short, ...policy },
    clock,
    begun: clock.now() - begunAgo * 1000,
    look: sights("verify", looks),
    prove: proofs && sights("bake", proofs),
    superseded: () => Promise.resolve(++asked >= newerFrom ? "release v3" : undefined),
    onLook: (look) => announced.push(look),
  })
  expect(announced).toEqual(result.looks)
  return { ...result, elapsed: clock.now() / 1000, times: result.looks.map(({ at }) => at / 1000) }
}

describe("a fix window", () => {
  it.each<[string, Story, string, number[]]>([
    ["good looks", { looks: ["good"] }, "recovered", [10, 20]],
    ["minor findings are good enough", { looks: ["minor"] }, "recovered", [10, 20]],
    ["a late recovery", { looks: ["major", "major", "major", "good"] }, "recovered", [10, 20, 30, 40, 50]],
    [
      "a recovery too late to hold",
      { looks: ["major", "major", "major", "major", "good"] },
      "window-over",
      [10, 20, 30, 40, 50],
    ],
    ["a relapse", { looks: ["good", "major", "good", "major"] }, "window-over", [10, 20, 30, 40, 50]],
    ["a relapse, then a recovery", { looks: ["good", "major", "good", "good"] }, "recovered", [10, 20, 30, 40]],
    [
      "an unreadable look between good ones",
      { looks: ["good", "unreadable", "good", "unreadable"] },
      "window-over",
      [10, 20, 30, 40, 50],
    ],
    ["nothing to be read at all", { looks: ["unreadable"] }, "window-over", [10, 20, 30, 40, 50]],
    ["a critical look", { looks: ["critical", "good"] }, "critical-in-window", [10]],
    ["a critical look after a good one", { looks: ["good", "critical", "good"] }, "critical-in-window", [10, 20]],
    ["a newer release at once", { looks: ["major"], newerFrom: 1 }, "superseded", []],
    ["a newer release later", { looks: ["major"], newerFrom: 3 }, "superseded", [10, 20]],
    ["a newer release that looked like an outage", { looks: ["critical"], newerFrom: 2 }, "superseded", [10]],
    ["a newer release in the last moment", { looks: ["major"], newerFrom: 6 }, "superseded", [10, 20, 30, 40, 50]],
    ["one good look is enough where it says so", { looks: ["good"], policy: { recoveredAfter: 1 } }, "recovered", [10]],
    ["a window that is no multiple", { looks: ["major"], policy: { fixWindowSeconds: 29 } }, "window-over", [10, 20]],
    ["a window of one look", { looks: ["major"], policy: { fixWindowSeconds: 10 } }, "window-over", [10]],
    ["looks that take their time keep to the beat", { looks: ["good"], seconds: 9 }, "recovered", [10, 20]],
    [
      "one that was interrupted has the time it had left",
      { looks: ["major"], begunAgo: 24 },
      "window-over",
      [6, 16, 26],
    ],
    ["one that was interrupted may still recover", { looks: ["good"], begunAgo: 24 }, "recovered", [6, 16]],
    ["one that was interrupted for too long is over", { looks: ["good"], begunAgo: 60 }, "window-over", []],
    ["looks longer than the interval miss beats", { looks: ["major"], seconds: 15 }, "window-over", [10, 30, 50]],
  ])("%s", async (_, story, end, times) => {
    expect(await watch(story)).toMatchObject({ end, times })
  })

  it("says what it saw, when, and why it was not good", async () => {
    const { looks, why } = await watch({ looks: ["unreadable", "major", "critical"], seconds: 2 })

    expect(looks).toEqual([
      { at: 10000, durationMs: 2000, proofs: ["verify"], clean: false, findings: [], problem: "no answer" },
      { at: 20000, durationMs: 2000, proofs: ["verify"], clean: false, findings: [major] },
      { at: 30000, durationMs: 2000, proofs: ["verify"], clean: false, findings: [critical, major] },
    ])
    expect(why).toBe("it got worse: critical: verify production / chat: not as expected; 1 more")
  })

  it("goes on when nobody can say whether a newer release serves", async () => {
    const clock = fakeClock()
    const look = { names: ["verify"], limitSeconds: 60, run: () => Promise.resolve([]) }
    const superseded = () => Promise.reject(new Error("the platform does not answer"))

    expect(await fixWindow({ policy: short, clock, begun: 0, look, superseded, onLook: () => {} })).toMatchObject({
      end: "recovered",
    })
  })

  it("does not wait for a look that hangs", async () => {
    const clock = fakeClock()
    const look = { names: ["verify"], limitSeconds: 0.01, run: () => new Promise<never>(() => {}) }
    const options = {
      policy: short,
      clock,
      begun: clock.now(),
      look,
      superseded: () => Promise.resolve(undefined),
      onLook: () => {},
    }

    const { end, looks } = await fixWindow(options)
    expect(end).toBe("window-over")
    expect(looks).toHaveLength(5)
    expect(looks[0]).toMatchObject({ clean: false, problem: "no answer within 0.01 s" })
  })
})

describe("a proof that is owed", () => {
  it.each<[string, Story, string, string[]]>([
    [
      "is asked once the looks are good",
      { looks: ["good"], proofs: ["good"] },
      "recovered",
      ["verify", "verify", "bake"],
    ],
    ["is not asked before", { looks: ["major"], proofs: ["good"] }, "window-over", Array<string>(5).fill("verify")],
    [
      "starts the count anew when it is not good",
      { looks: ["good"], proofs: ["major", "good"] },
      "recovered",
      ["verify", "verify", "bake", "verify", "verify", "bake"],
    ],
    [
      "that stays bad lets the window end",
      { looks: ["good"], proofs: ["unreadable"] },
      "window-over",
      ["verify", "verify", "bake", "verify", "verify", "bake", "verify"],
    ],
    [
      "that is critical ends it",
      { looks: ["good"], proofs: ["critical"] },
      "critical-in-window",
      ["verify", "verify", "bake"],
    ],
  ])("%s", async (_, story, end, asked) => {
    const result = await watch(story)

    expect(result.end).toBe(end)
    expect(result.looks.flatMap(({ proofs }) => proofs)).toEqual(asked)
  })
})

describe("whatever the looks see", () => {
  const stories = fc.record({
    looks: fc.array(fc.constantFrom<Sight>("good", "minor", "major", "critical", "unreadable"), {
      minLength: 1,
      maxLength: 30,
    }),
    seconds: fc.integer({ min: 0, max: 20 }),
    policy: fc
      .record({
        everySeconds: fc.integer({ min: 1, max: 20 }),
        recoveredAfter: fc.integer({ min: 1, max: 5 }),
        spare: fc.nat(60),
      })
      .map(({ everySeconds, recoveredAfter, spare }) => ({
        everySeconds,
        recoveredAfter,
        fixWindowSeconds: everySeconds * recoveredAfter + spare,
      })),
    newerFrom: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 10 })),
  })

  it("a critical look is never kept, K good ones are never taken back, and time is kept", async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { end, looks, elapsed, times } = await watch(story)
        const { policy } = story
        const last = looks.slice(-policy.recoveredAfter)
        const held = last.length === policy.recoveredAfter && last.every(({ clean }) => clean)
        const worse = looks.findIndex(({ findings }) => findings.includes(critical))

        // A critical look is the last one, and only a newer release saves it from going back.
        if (worse >= 0) {
          expect(worse).toBe(looks.length - 1)
          expect(["critical-in-window", "superseded"]).toContain(end)
        }
        expect(end === "recovered").toBe(held && end !== "superseded")
        if (story.newerFrom === Infinity) expect(end).not.toBe("superseded")
        if (end === "window-over") expect(looks.length).toBeGreaterThan(0)
        expect(looks.filter(({ problem, clean }) => problem !== undefined && clean)).toEqual([])
        // No look begins after the window, so the last one alone may go beyond it.
        expect(Math.max(0, ...times)).toBeLessThanOrEqual(policy.fixWindowSeconds)
        expect(elapsed).toBeLessThanOrEqual(policy.fixWindowSeconds + story.seconds)
      }),
      { numRuns: 3000 },
    )
  })
})
