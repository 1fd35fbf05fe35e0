/** Owns the tables of README and docs/performance.md, and their places between markers. Pure. */
import { SCENARIOS, TITLES } from "./edits.js"
import { goalsOf } from "./goals.js"
import type { Measured, Results } from "./results.js"
import type { Spread } from "./statistics.js"
import { WAY_TITLES, type WayName, WAYS } from "./ways/way.js"

export const NOTHING = "_Not measured yet: `npm run bench` writes this._"

/** By the name of the block. */
export function blocksOf(results: Results | undefined): Record<string, string> {
  if (!results)
    return Object.fromEntries(
      ["machine", "pipeline", "picture", "load", "rehearse", "growth", "goals"].map((name) => [name, NOTHING]),
    )
  return {
    machine: machineOf(results),
    pipeline: pipelineTable(results),
    picture: "![Seconds for lint, tests and build, by what changed and by way](performance.svg)",
    load: groupTable(results, "load", "call"),
    rehearse: rehearseTable(results),
    growth: growthTable(results),
    goals: table(
      ["goal", "limit", "measured", ""],
      goalsOf(results).map(({ what, limit, measured, verdict }) => [what, limit, measured, verdict]),
    ),
  }
}

/** Fills each `<!-- bench:NAME -->` … `<!-- /bench:NAME -->`; a block without such a place is an error of whoever wrote it. */
export function placed(page: string, blocks: Record<string, string>): string {
  return page.replaceAll(
    /(<!-- bench:([a-z]+) -->)[^]*?(<!-- \/bench:\2 -->)/g,
    (_, open: string, name: string, close: string) => {
      const block = blocks[name]
      if (block === undefined) throw new Error(`there is no block named ${name}`)
      return `${open}\n\n${block}\n\n${close}`
    },
  )
}

function machineOf({ machine, versions, measuredTo, source, notRun }: Results): string {
  const told = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const left = Object.entries(notRun).map(([way, reason]) => `${WAY_TITLES[way as WayName] ?? way}: ${reason}.`)
  return [
    `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.system}; ${told.join(", ")}. Measured until ${measuredTo.slice(0, 10)}, sources ${source}.`,
    ...left,
  ].join(" ")
}

function pipelineTable({ cells }: Results): string {
  const measured = cells.filter(({ group }) => group === "pipeline")
  const ways = WAYS.filter((name) => measured.some(({ way }) => way === name))
  const rows = SCENARIOS.filter((name) => measured.some(({ scenario }) => scenario === name)).map((scenario) => {
    const of = (way: WayName) => measured.find((cell) => cell.scenario === scenario && cell.way === way)
    const [own, make] = [of("shipway"), of("make")]
    // A way without a memory for content does the same whatever was changed.
    const warm = (way: WayName) =>
      ["config", "readme"].includes(scenario) && measured.some((cell) => cell.scenario === "warm" && cell.way === way)
        ? "as unchanged"
        : "–"
    const compared = own && make ? (own.median / make.median).toFixed(2) : "–"
    return [TITLES[scenario], ...ways.map((way) => (of(way) ? seconds(of(way)!) : warm(way))), compared]
  })
  return table(["what changed", ...ways.map((way) => WAY_TITLES[way]), "Shipway / make"], rows)
}

function groupTable({ cells }: Results, name: string, heading: string): string {
  const measured = cells.filter(({ group }) => group === name)
  if (measured.length === 0) return NOTHING
  const unique = (list: string[]) => [...new Set(list)]
  const ways = unique(measured.map(({ way }) => way)).toSorted()
  const find = (scenario: string, way: string) =>
    measured.find((cell) => cell.scenario === scenario && cell.way === way)
  const rows = unique(measured.map(({ scenario }) => scenario))
    .toSorted()
    .map((scenario) => [scenario.replace("-", ", "), ...ways.map((way) => optional(find(scenario, way)))])
  return table([heading, ...ways.map((way) => way.replace("-", " "))], rows)
}

function rehearseTable({ samples }: Results): string {
  const taken = samples.filter(({ group, parts }) => group === "rehearse" && parts)
  if (taken.length === 0) return NOTHING
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
  const row = (name: string, title: string) => [
    title,
    `${median(taken.map(({ parts }) => parts![name]!)).toFixed(1)} s`,
    `${(100 * median(taken.map(({ parts, seconds }) => parts![name]! / seconds))).toFixed(0)} %`,
  ]
  return table(
    ["part", "median", "of the whole"],
    [
      row("tools", "tools: tests, migrations, k6, regctl"),
      row("services", "starts of services"),
      row("waits", "the declared time of the bake"),
      row("samples", "the bake's k6, until its first samples are there"),
      row("load", "loading the module"),
      row("own", "the rest: Shipway's own"),
    ],
  )
}

function growthTable(results: Results): string {
  const measured = results.cells.filter(({ group }) => group === "growth")
  if (measured.length === 0) return NOTHING
  const rows = Object.entries(results.growth).map(([scenario, growth]) => {
    const points = measured
      .filter((cell) => cell.scenario === scenario)
      .toSorted((a, b) => Number(a.way) - Number(b.way))
    const told = points.map(({ way, median }) => `${way}: ${median.toFixed(1)} s`).join(", ")
    return [
      scenario.replaceAll("-", " "),
      told,
      ...(growth
        ? [milliseconds(growth.slope), milliseconds(growth.first), milliseconds(growth.last)]
        : ["–", "–", "–"]),
    ]
  })
  return table(["what grows", "medians", "one more costs", "at first", "at the end"], rows)
}

const seconds = ({ median, min, max, samples }: Spread) =>
  `${median.toFixed(1)} s${samples > 1 ? ` (${min.toFixed(1)}–${max.toFixed(1)})` : ""}`
const optional = (cell: Measured | undefined) => (cell ? seconds(cell) : "–")
const milliseconds = (value: number) => `${(1000 * value).toFixed(Math.abs(value) < 0.01 ? 3 : 0)} ms`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}
