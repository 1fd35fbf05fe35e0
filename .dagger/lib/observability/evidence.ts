/** Owns what the report draws of a bake: rules, alerts over time and series, thinned out to what a chart can show. Pure. */
import type { NamedAlert } from "../config/bake-schema.js"
import { clipped } from "../report/clip.js"
import type { BakeSeries, BakeWatch } from "../report/evidence.js"
import type { Labels, Series } from "./answers.js"
import type { Drawn } from "./report-files.js"
import type { Watched } from "./watch.js"

const MOST_POINTS = 240
const MOST_LINES = 6
const MOST_SPELLS = 100
const TEXT = 600

export function watchOf(alerts: readonly NamedAlert[], watched: Watched, drawn: readonly Drawn[]): BakeWatch {
  const { from, until, extended, spells, verdict } = watched
  return {
    from: new Date(from * 1000).toISOString(),
    durationSeconds: tenths(until - from),
    extended,
    rules: verdict.rules.map(({ name, severity, status }) => {
      const { expr = "", forSeconds = 0 } = alerts.find((one) => one.name === name) ?? {}
      return { name, severity, status, expr: clipped(expr, TEXT), forSeconds }
    }),
    spells: spells.slice(0, MOST_SPELLS).map((spell) => ({
      alert: spell.alert,
      state: spell.state,
      from: tenths(spell.from - from),
      until: tenths(spell.until - from),
      ours: spell.ours,
    })),
    spellsTotal: spells.length,
    series: drawn.map((one) => seriesOf(one, from)),
  }
}

function seriesOf({ name, expr, problem, series }: Drawn, from: number): BakeSeries {
  return {
    name,
    expr: clipped(expr, TEXT),
    problem: problem === undefined ? null : clipped(problem, TEXT),
    lines: series.slice(0, MOST_LINES).map(({ labels, points }) => ({
      labels: clipped(labelsOf(labels), TEXT),
      points: thinned(points).map(([at, value]) => [tenths(at - from), Number.isFinite(value) ? value : null]),
    })),
    linesTotal: series.length,
  }
}

function labelsOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ")
}

/** The highest of each stretch: what a limit is held against must not get lost between two points. */
function thinned(points: Series["points"]): Series["points"] {
  const stretch = Math.ceil(points.length / MOST_POINTS)
  if (stretch <= 1) return points
  const higher = (a: [number, number], b: [number, number]) => (Number.isNaN(a[1]) || b[1] > a[1] ? b : a)
  return Array.from({ length: Math.ceil(points.length / stretch) }, (_, index) =>
    points.slice(index * stretch, (index + 1) * stretch).reduce(higher),
  )
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
