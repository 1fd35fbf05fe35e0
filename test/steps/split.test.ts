/** Shows that a split loses and doubles no file, balances by the record, and that the record is made of what ran. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { durationsOf, readDurations, split } from "../../.dagger/lib/steps/split.js"

const files = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 20 })
const durations = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), fc.nat({ max: 100 }))
const shards = fc.integer({ min: 2, max: 6 })

describe("a split", () => {
  it("gives each file to one shard, and no shard nothing", () => {
    fc.assert(
      fc.property(files, durations, shards, (all, known, count) => {
        const parts = split(all, known, count)

        expect(parts.flat().toSorted()).toEqual(all.toSorted())
        expect(parts).toHaveLength(Math.min(count, all.length))
        expect(parts.every((part) => part.length > 0)).toBe(true)
      }),
    )
  })

  it("keeps the longest shard within 7/6 of the best of two, as longest-first promises", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 8 }), (seconds) => {
        const known = Object.fromEntries(seconds.map((value, index) => [`f${index}`, value]))
        const total = (part: readonly string[]) => part.reduce((sum, file) => sum + known[file]!, 0)
        const longest = Math.max(...split(Object.keys(known), known, 2).map(total))

        expect(longest).toBeLessThanOrEqual((7 / 6) * best(seconds))
      }),
    )
  })

  it("is the same whatever order the files come in", () => {
    const known = { a: 5, b: 5, c: 1 }

    expect(split(["a", "b", "c", "new"], known, 2)).toEqual(split(["new", "c", "b", "a"], known, 2))
  })

  it("takes a new file for an ordinary one", () => {
    expect(split(["slow", "new", "quick"], { slow: 10, quick: 1 }, 2)).toEqual([["slow"], ["new", "quick"]])
  })

  it("splits by number without a record", () => {
    expect(split(["a", "b", "c", "d"], {}, 2)).toEqual([
      ["a", "c"],
      ["b", "d"],
    ])
  })
})

describe("recorded durations", () => {
  it.each([
    ["pytest", { classname: "tests.unit.test_flags.TestDefaults" }],
    ["pytest, a function", { classname: "tests.unit.test_flags" }],
    ["a runner that tells the file", { classname: "Flags", file: "./tests/unit/test_flags.py" }],
    ["vitest", { classname: "tests/unit/test_flags.py" }],
  ])("are matched to files as %s names them", (_, place) => {
    const one = { name: "x", status: "passed" as const, seconds: 0.25, message: "", ...place }
    const all = ["tests/unit/test_flags.py", "tests/unit/test_flag.py", "tests/unit.py"]

    expect(durationsOf(all, [one, one])).toEqual({ "tests/unit/test_flags.py": 0.5 })
  })

  it.each(["", "[]", "null", `{"a": "long"}`, `{"a": -1}`])("refuse to be %j", (text) => {
    expect(() => readDurations(text)).toThrow()
  })
})

/** The best possible longest shard of two, by trying everything. */
function best(seconds: readonly number[]): number {
  const total = seconds.reduce((sum, value) => sum + value, 0)
  const sums = seconds.reduce((all, value) => new Set([...all, ...[...all].map((sum) => sum + value)]), new Set([0]))
  return Math.min(...[...sums].map((sum) => Math.max(sum, total - sum)))
}
