/** Owns the command line of the benchmark. Pure. */
import { parseArgs } from "node:util"
import { type Scenario, SCENARIOS } from "./edits.js"
import type { Group } from "./samples.js"
import { type WayName, WAYS } from "./ways/way.js"

export const GROUPS = ["pipeline", "load", "rehearse", "growth"] as const satisfies readonly Group[]

export const USAGE = `usage: npm run bench -- [flags]
  --groups LIST     of ${GROUPS.join(", ")} (default: all)
  --ways LIST       of ${WAYS.join(", ")} (pipeline; default: all that can run here)
  --scenarios LIST  of ${SCENARIOS.join(", ")} (pipeline; default: all)
  --only TEXT       only cells whose name holds it, such as load/validate-warm or growth/shards
  --rounds N        up to round N (default: 3); what earlier runs have measured is not measured again
  --fresh           forget the samples of earlier runs
  --trial           keep samples and results apart: nothing in the repository is written
  --write           measure nothing, write results and documents from the samples that there are
  --list            only tell what would be measured`

export interface Options {
  groups: readonly Group[]
  ways: readonly WayName[]
  scenarios: readonly Scenario[]
  /** Ways and scenarios were both named, so each pair is wanted. */
  everyPair: boolean
  only: string | undefined
  rounds: number
  fresh: boolean
  trial: boolean
  write: boolean
  list: boolean
}

export function optionsOf(argv: readonly string[]): Options {
  const string = { type: "string" } as const
  const boolean = { type: "boolean", default: false } as const
  const { values } = parseArgs({
    args: [...argv],
    options: {
      groups: string,
      ways: string,
      scenarios: string,
      only: string,
      rounds: string,
      fresh: boolean,
      trial: boolean,
      write: boolean,
      list: boolean,
    },
  })
  const rounds = Number(values.rounds ?? 3)
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds} is not a whole number above 0`)
  return {
    groups: chosen("groups", values.groups, GROUPS),
    ways: chosen("ways", values.ways, WAYS),
    scenarios: chosen("scenarios", values.scenarios, SCENARIOS),
    everyPair: values.ways !== undefined && values.scenarios !== undefined,
    only: values.only,
    rounds,
    fresh: values.fresh,
    trial: values.trial,
    write: values.write,
    list: values.list,
  }
}

/** In the order of the whole list, whatever the order on the command line. */
function chosen<T extends string>(flag: string, given: string | undefined, all: readonly T[]): readonly T[] {
  if (given === undefined) return all
  const names = given.split(",").map((name) => name.trim())
  const unknown = names.filter((name) => !(all as readonly string[]).includes(name))
  if (unknown.length > 0) throw new Error(`--${flag}: ${unknown.join(", ")} is none of ${all.join(", ")}`)
  return all.filter((name) => names.includes(name))
}
