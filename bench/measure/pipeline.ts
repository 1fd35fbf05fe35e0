/** Owns the measurements of the sample's lint, tests and build: each scenario in each way. */
import { changesOf, edit, type Scenario } from "../edits.js"
import type { Cell, Work } from "../samples.js"
import { requireSameWork } from "../work.js"
import type { Way } from "../ways/way.js"
import { type Bench, nonce } from "./bench.js"

export interface PipelineOptions {
  ways: readonly Way[]
  scenarios: readonly Scenario[]
  everyPair: boolean
  /** The files with one dependency more. */
  locked: Record<string, string>
  /** What an earlier sample did, and the suites and tools that there are. */
  expected: Work | undefined
  names: { lint: readonly string[]; tests: readonly string[] }
}

/** A script does the same whatever was changed, so these say something new of Shipway alone. */
const CONTENT_ONLY: readonly Scenario[] = ["config", "readme"]

export function pipelineCells(ways: readonly string[], scenarios: readonly Scenario[], everyPair: boolean): Cell[] {
  return scenarios.flatMap((scenario) =>
    ways
      .filter((way) => everyPair || way === "shipway" || !CONTENT_ONLY.includes(scenario))
      .map((way) => ({ group: "pipeline" as const, scenario, way })),
  )
}

export function pipelineBench(options: PipelineOptions): Bench {
  const ways = new Map<string, Way>(options.ways.map((way) => [way.name, way]))
  let { expected } = options
  return {
    cells: pipelineCells([...ways.keys()], options.scenarios, options.everyPair),
    async measure({ scenario, way: name }) {
      const way = ways.get(name)!
      if (scenario === "cold") await way.chill()
      else await way.settle()
      const undo = edit(way.repository, changesOf(scenario as Scenario, options.locked), nonce())
      try {
        const seconds = await way.run()
        const work = way.work()
        expected ??= named(work, options.names)
        requireSameWork(name, work, expected)
        return { seconds, work }
      } finally {
        undo()
        await way.close()
      }
    },
  }
}

/** The first sample says how many tests there are; which tools and suites there are, the config does. */
function named(work: Work, names: PipelineOptions["names"]): Work {
  const missing = [
    ...names.lint.filter((name) => !work.lint.includes(name)),
    ...names.tests.filter((name) => !work.tests[name]),
  ]
  if (missing.length > 0) throw new Error(`the first run left out what shipway.yaml declares: ${missing.join(", ")}`)
  return work
}
