/** Shows the tables and the picture of given samples, and that they land between their markers. */
import { describe, expect, it } from "vitest"
import { plotOf } from "../../bench/plot.js"
import { resultsOf } from "../../bench/results.js"
import type { Sample } from "../../bench/samples.js"
import { blocksOf, NOTHING, placed } from "../../bench/tables.js"

const one = (group: Sample["group"], scenario: string, way: string, seconds: number, round = 1): Sample => ({
  ...{ group, scenario, way, round, seconds },
  at: "2026-01-02T03:04:05Z",
})
const results = resultsOf(
  {
    machine: { cpu: "a <processor>", cores: 2, memoryGiB: 8, system: "an operating system" },
    versions: { Dagger: "0.21.8", act: "0.2.82" },
    source: "abc",
    commit: "def",
    notRun: { compose: "not run: no Docker daemon answers" },
  },
  [
    one("pipeline", "warm", "make", 30),
    one("pipeline", "warm", "make", 34, 2),
    one("pipeline", "warm", "shipway", 3),
    one("pipeline", "readme", "shipway", 8),
    one("growth", "suites", "1", 8),
    one("growth", "suites", "10", 9),
    one("growth", "suites", "100", 18),
    {
      ...one("rehearse", "warm", "shipway", 50),
      parts: { tools: 10, services: 10, waits: 20, samples: 0, load: 4, own: 6 },
    },
  ],
)
const rows = (block: string) => blocksOf(results)[block]!.split("\n").slice(2)

describe("the tables", () => {
  it("show medians with their spread, and the ratio", () => {
    expect(rows("pipeline")).toEqual([
      "| warm, unchanged | 3.0 s | 32.0 s (30.0–34.0) | 0.09 |",
      "| only `README.md` | 8.0 s | as unchanged | – |",
    ])
  })

  it("show what grows with its slope at both ends", () =>
    expect(rows("growth")).toEqual(["| suites | 1: 8.0 s, 10: 9.0 s, 100: 18.0 s | 101 ms | 111 ms | 100 ms |"]))

  it("show what a rehearsal is made of", () =>
    expect(rows("rehearse").at(-1)).toBe("| the rest: Shipway's own | 6.0 s | 12 % |"))

  it("say which way was not run, and why", () =>
    expect(blocksOf(results)["machine"]).toContain("docker compose: not run: no Docker daemon answers."))

  it("say of a part that was not measured that it was not", () => {
    expect(blocksOf(results)["load"]).toBe(NOTHING)
    expect(new Set(Object.values(blocksOf(undefined)))).toEqual(new Set([NOTHING]))
  })
})

describe("a page", () => {
  const page = "before\n<!-- bench:pipeline -->\nold\n<!-- /bench:pipeline -->\nafter"

  it("gets the table between the markers, and again the same", () => {
    const once = placed(page, { pipeline: "new" })

    expect(once).toBe("before\n<!-- bench:pipeline -->\n\nnew\n\n<!-- /bench:pipeline -->\nafter")
    expect(placed(once, { pipeline: "new" })).toBe(once)
  })

  it("with a marker that nothing belongs to is an error", () =>
    expect(() => placed(page, {})).toThrow("no block named pipeline"))
})

describe("the picture", () => {
  const svg = plotOf(results)

  it("has a bar for each measured cell, and its median in words", () => {
    expect(svg.match(/<line /g)).toHaveLength(3)
    for (const label of ["3.0 s", "32.0 s", "8.0 s", "warm, unchanged", "make -j"]) expect(svg).toContain(label)
  })

  it("draws a bar as long as it took", () => {
    const [warm, make, readme] = [...svg.matchAll(/<rect x="190" y="(?!12")\d+" width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    )

    expect(make! / readme!).toBeCloseTo(32 / 8, 1)
    expect(make! / warm!).toBeCloseTo(32 / 3, 1)
  })
})
