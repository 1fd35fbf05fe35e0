/** Owns what a bake leaves for the report: when which alert was pending or firing, and the declared series over time. Pure. */
import type { Series } from "./answers.js"
import type { Watched } from "./watch.js"

export interface Drawn {
  name: string
  expr: string
  /** Why there is nothing to draw. */
  problem?: string
  series: readonly Series[]
}

export function alertsFile({ from, until, extended, spells, verdict }: Watched): string {
  const timeline = spells.map(({ from, until, ...spell }) => ({ ...spell, from: isoOf(from), until: isoOf(until) }))
  const { status, severity = null, rules } = verdict
  return json({ from: isoOf(from), until: isoOf(until), extended, status, severity, rules, timeline })
}

/** Times in ISO 8601; JSON has no NaN, so a value that is no number is null. */
export function seriesFile(drawn: readonly Drawn[]): string {
  return json(
    drawn.map(({ series, ...about }) => ({
      ...about,
      series: series.map(({ labels, points }) => ({
        labels,
        points: points.map(([at, value]) => [isoOf(at), Number.isFinite(value) ? value : null]),
      })),
    })),
  )
}

function isoOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString()
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
