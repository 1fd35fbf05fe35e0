/** Shows that ratios and goals follow from the samples, and that what was not measured is neither zero nor met. */
import { describe, expect, it } from "vitest"
import { goalsOf } from "../../bench/goals.js"
import { cellsOf, type Facts, RATIOS, ratiosOf, resultsOf, withEarlier } from "../../bench/results.js"
import type { Group, Sample } from "../../bench/samples.js"

const at = "2026-01-01T00:00:00Z"
const taken = (name: string, ...seconds: number[]): Sample[] =>
  seconds.map((value, index) => {
    const [group, scenario, way] = name.split("/") as [Group, string, string]
    return { group, scenario, way, round: index + 1, seconds: value, at }
  })
export const facts: Facts = {
  machine: { cpu: "a processor", cores: 2, memoryGiB: 8, system: "an operating system" },
  versions: { Dagger: "0.21.8" },
  source: "abc",
  commit: "def",
  notRun: { compose: "not run: no Docker daemon answers" },
}
const samples = [
  ...taken("pipeline/warm/shipway", 3, 2, 9),
  ...taken("pipeline/warm/make", 30, 29, 31),
  ...taken("pipeline/warm/act", 40, 50, 60),
  ...taken("pipeline/readme/shipway", 5),
  ...taken("load/validate-warm/shipway", 4),
  ...taken("load/validate-warm/same-package", 2),
]

describe("ratios", () => {
  it("are of medians", () => {
    const ratios = ratiosOf(samples)

    expect(ratios.warmVsMake).toBeCloseTo(3 / 30)
    expect(ratios.warmVsAct).toBeCloseTo(3 / 50)
    expect(ratios.loadVsEmpty).toBeCloseTo(2)
  })

  it("that were not measured are null, each", () => {
    expect(ratiosOf(samples)).toMatchObject({ coldVsMake: null, oneLineVsMake: null, rehearseOverhead: null })
    expect(Object.values(ratiosOf([]))).toEqual(RATIOS.map(() => null))
  })

  it("take a rehearsal's own share: loading the module, and what is left", () => {
    const of = (load: number, own: number): Sample => ({
      ...taken("rehearse/warm/shipway", 50)[0]!,
      parts: { tools: 10, services: 10, waits: 20, samples: 0, load, own },
    })

    expect(ratiosOf([of(2, 3), of(4, 6), of(10, 10)]).rehearseOverhead).toBeCloseTo(10 / 50)
  })
})

describe("goals", () => {
  const verdicts = (of: Sample[]) =>
    Object.fromEntries(goalsOf(resultsOf(facts, of)).map(({ what, verdict }) => [what, verdict]))

  it("are met at the limit, not met above it, and not measured without samples", () => {
    const got = verdicts(samples)

    expect(got["`ci`, unchanged, against `make -j`"]).toBe("met")
    expect(got["`ci`, unchanged, against act"]).toBe("met")
    expect(got["`validate`, module loaded before, against an empty module"]).toBe("not met")
    expect(got["`ci`, cold, against `make -j`"]).toBe("not measured")
  })

  it("count what only a changed README costs in calls of an empty function", () => {
    const readme = "`ci`, only README changed, less `ci` unchanged, in calls of an empty function"

    expect(verdicts(samples)[readme]).toBe("met")
    expect(verdicts([...samples, ...taken("pipeline/readme/shipway", 6, 6, 6)])[readme]).toBe("not met")
  })
})

it("results hold every sample, and refuse to be of none", () => {
  expect(resultsOf(facts, samples).samples).toEqual(samples)
  expect(cellsOf(samples).map(({ samples }) => samples)).toEqual([3, 3, 3, 1, 1, 1])
  expect(() => resultsOf(facts, [])).toThrow("nothing was measured")
})

describe("what a run says of its tools", () => {
  const loadAlone: Facts = { ...facts, versions: { Dagger: "0.21.8" }, notRun: {} }
  const before: Facts = { ...facts, versions: { Dagger: "0.21.7", make: "4.3" } }

  it("keeps what earlier runs over the same source told, and its own where both do", () =>
    expect(withEarlier(loadAlone, before)).toEqual({ ...facts, versions: { Dagger: "0.21.8", make: "4.3" } }))

  it.each([
    ["over another source", { source: "other" }],
    ["on another machine", { machine: { ...facts.machine, cpu: "another" } }],
  ])("is its own alone %s", (_, other) => expect(withEarlier(loadAlone, { ...before, ...other })).toEqual(loadAlone))

  it("calls no way not run that has samples", () =>
    expect(resultsOf(facts, taken("pipeline/warm/compose", 1)).notRun).toEqual({}))
})
