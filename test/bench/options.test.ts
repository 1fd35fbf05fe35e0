/** Shows what the command line of the benchmark means, and that it refuses what it does not know. */
import { describe, expect, it } from "vitest"
import { optionsOf } from "../../bench/options.js"

describe("the command line", () => {
  it("measures everything three times by default", () =>
    expect(optionsOf([])).toMatchObject({
      groups: ["pipeline", "load", "rehearse", "growth"],
      rounds: 3,
      everyPair: false,
      trial: false,
    }))

  it("takes lists, in the order of the whole", () =>
    expect(optionsOf(["--ways", "make,shipway", "--scenarios=warm,cold"])).toMatchObject({
      ways: ["shipway", "make"],
      scenarios: ["cold", "warm"],
      everyPair: true,
    }))

  it.each([
    [["--ways", "mak"], "mak is none of shipway, script, make, act, compose"],
    [["--rounds", "0"], "--rounds 0 is not a whole number above 0"],
    [["--rounds", "two"], "--rounds two"],
    [["--round", "2"], "--round"],
    [["warm"], "warm"],
  ])("refuses %j", (argv, words) => expect(() => optionsOf(argv)).toThrow(words))
})
