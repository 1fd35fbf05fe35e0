/** Owns the results: every sample, and what follows from them. Nothing in the file is written by hand. Pure. */
import { isDeepStrictEqual } from "node:util"
import { type Cell, keyOf, type Sample } from "./samples.js"
import { type Growth, growthOf, type Spread, spreadOf } from "./statistics.js"

export interface Machine {
  cpu: string
  cores: number
  memoryGiB: number
  system: string
}

export type Measured = Cell & Spread

export const RATIOS = [
  "warmVsMake",
  "warmVsAct",
  "oneLineVsMake",
  "coldVsMake",
  "rehearseOverhead",
  "loadVsEmpty",
  "coldLoadVsEmpty",
  "loadVsNoDependencies",
  "coldLoadVsNoDependencies",
] as const
export type Ratios = Record<(typeof RATIOS)[number], number | null>

export interface Facts {
  machine: Machine
  versions: Record<string, string>
  /** Of all that was measured. */
  source: string
  commit: string
  /** Ways that were not run, with the reason. */
  notRun: Record<string, string>
}

export interface Results extends Facts {
  schemaVersion: 1
  measuredFrom: string
  measuredTo: string
  ratios: Ratios
  growth: Record<string, Growth | null>
  cells: Measured[]
  samples: Sample[]
}

/** A run of one group alone asks for no tool of the others: what earlier runs over the same source, here, told stays. */
export function withEarlier(facts: Facts, earlier: Facts): Facts {
  const same = earlier.source === facts.source && isDeepStrictEqual(earlier.machine, facts.machine)
  if (!same) return facts
  return {
    ...facts,
    versions: { ...earlier.versions, ...facts.versions },
    notRun: { ...earlier.notRun, ...facts.notRun },
  }
}

export function resultsOf(facts: Facts, samples: readonly Sample[]): Results {
  const times = samples.map(({ at }) => at).toSorted()
  if (times.length === 0) throw new Error("there is no sample: nothing was measured")
  return {
    schemaVersion: 1,
    ...facts,
    notRun: Object.fromEntries(Object.entries(facts.notRun).filter(([way]) => !samples.some((one) => one.way === way))),
    measuredFrom: times[0]!,
    measuredTo: times.at(-1)!,
    ratios: ratiosOf(samples),
    growth: growthsOf(samples),
    cells: cellsOf(samples),
    samples: [...samples],
  }
}

export function cellsOf(samples: readonly Sample[]): Measured[] {
  const groups = groupedBy(samples, keyOf)
  return [...groups.values()].map((same) => {
    const { group, scenario, way } = same[0]!
    return { group, scenario, way, ...spreadOf(same.map(({ seconds }) => seconds)) }
  })
}

export function ratiosOf(samples: readonly Sample[]): Ratios {
  const cells = cellsOf(samples)
  const median = (key: string) => cells.find((cell) => keyOf(cell) === key)?.median
  const over = (a: string, b: string) => {
    const [above, below] = [median(a), median(b)]
    return above === undefined || below === undefined ? null : above / below
  }
  const shares = samples
    .filter(({ group, parts }) => group === "rehearse" && parts)
    .map(({ seconds, parts }) => (parts!["load"]! + parts!["own"]!) / seconds)
  return {
    warmVsMake: over("pipeline/warm/shipway", "pipeline/warm/make"),
    warmVsAct: over("pipeline/warm/shipway", "pipeline/warm/act"),
    oneLineVsMake: over("pipeline/line/shipway", "pipeline/line/make"),
    coldVsMake: over("pipeline/cold/shipway", "pipeline/cold/make"),
    rehearseOverhead: shares.length > 0 ? spreadOf(shares).median : null,
    loadVsEmpty: over("load/validate-warm/shipway", "load/validate-warm/same-package"),
    coldLoadVsEmpty: over("load/validate-cold/shipway", "load/validate-cold/same-package"),
    loadVsNoDependencies: over("load/validate-warm/shipway", "load/validate-warm/no-dependencies"),
    coldLoadVsNoDependencies: over("load/validate-cold/shipway", "load/validate-cold/no-dependencies"),
  }
}

/** By what grows; the ways of the group are the sizes. */
function growthsOf(samples: readonly Sample[]): Record<string, Growth | null> {
  const cells = cellsOf(samples).filter(({ group }) => group === "growth")
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))]
  return Object.fromEntries(
    scenarios.map((name) => {
      const points = cells.filter(({ scenario }) => scenario === name)
      return [name, growthOf(points.map(({ way, median }) => ({ n: Number(way), seconds: median }))) ?? null]
    }),
  )
}

function groupedBy<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one])
  return groups
}
