/** Shows that no audit's answer is older than a day, however the caches stack up. */
import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { WINDOW_HOURS, windowOf } from "../../.dagger/lib/steps/audit-window.js"

const HOUR = 3600000
const times = fc.integer({ min: 0, max: Date.parse("2100-01-01T00:00:00Z") })

describe("an audit's window", () => {
  it("holds no two times that are its length or more apart", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 4 * 24 * HOUR }), (ran, later) => {
        if (windowOf(ran) === windowOf(ran + later)) expect(later).toBeLessThan(WINDOW_HOURS * HOUR)
      }),
    )
  })

  it("is not used up at once: its first and its last moment share an answer", () => {
    fc.assert(
      fc.property(times, (time) => {
        const first = time - (time % (WINDOW_HOURS * HOUR))

        expect(windowOf(first)).toBe(windowOf(first + WINDOW_HOURS * HOUR - 1))
        expect(windowOf(first)).not.toBe(windowOf(first - 1))
      }),
    )
  })

  it("leaves the functions that lint the time for which they keep their result", () => {
    const api = readFileSync("test/__snapshots__/module-api.test.ts.snap", "utf8")
    const cacheOf = (name: string) => new RegExp(` Shipway\\.${name}\\(.*\\[cache (\\w+)\\]`).exec(api)?.[1]
    const longest = { "1h": 1, never: 0 }

    for (const name of ["lint", "ci", "checkLint", "rehearse"])
      expect(WINDOW_HOURS + longest[cacheOf(name) as keyof typeof longest], name).toBeLessThanOrEqual(24)
  })
})
