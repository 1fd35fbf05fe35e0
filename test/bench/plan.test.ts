/** Shows that the ways take turns within each round, and that a run that was interrupted goes on where it was. */
import { describe, expect, it } from "vitest"
import { remaining, turnsOf } from "../../bench/plan.js"
import { pipelineCells } from "../../bench/measure/pipeline.js"

const cells = ["cold", "warm"].flatMap((scenario) =>
  ["a", "b", "c"].map((way) => ({ group: "pipeline" as const, scenario, way })),
)
const named = (turns: { scenario: string; way: string; round: number }[]) =>
  turns.map(({ scenario, way, round }) => `${scenario} ${way} ${round}`)

describe("the order", () => {
  it("is round by round, each way first in turn", () => {
    expect(named(turnsOf(cells, 3)).filter((name) => name.startsWith("warm"))).toEqual([
      ...["warm a 1", "warm b 1", "warm c 1"],
      ...["warm b 2", "warm c 2", "warm a 2"],
      ...["warm c 3", "warm a 3", "warm b 3"],
    ])
  })

  it("holds every cell once in each round", () => {
    const names = named(turnsOf(cells, 4))

    expect(names).toHaveLength(24)
    expect(new Set(names).size).toBe(24)
    expect(turnsOf(cells, 4).map(({ round }) => round)).toEqual(
      [1, 2, 3, 4].flatMap((round) => Array(6).fill(round) as number[]),
    )
  })

  it("leaves out what was measured, and nothing else", () => {
    const turns = turnsOf(cells, 2)
    const taken = { ...turns[3]!, seconds: 1, at: "2026-01-01T00:00:00Z" }

    expect(remaining(turns, [taken])).toEqual([...turns.slice(0, 3), ...turns.slice(4)])
    expect(remaining(turns, [{ ...taken, round: 9 }])).toEqual(turns)
  })
})

describe("the pipeline's cells", () => {
  it("ask a script about content only where both were named", () => {
    const of = (everyPair: boolean) =>
      pipelineCells(["shipway", "make"], ["warm", "readme"], everyPair).map(({ scenario, way }) => `${scenario} ${way}`)

    expect(of(false)).toEqual(["warm shipway", "warm make", "readme shipway"])
    expect(of(true)).toEqual(["warm shipway", "warm make", "readme shipway", "readme make"])
  })
})
