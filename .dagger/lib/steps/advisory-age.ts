/** Owns how old an audit's advisory data is, from what the declared command printed. Pure. */
import type { Advisories } from "../config/schema.js"
import { isDeath, type ToolDeath, type ToolEnd } from "../exec/tool-end.js"

export interface AdvisoryAge {
  /** ISO 8601, the day alone. */
  date?: string
  days?: number
  stale: boolean
  /** Why the age is unknown. */
  problem?: string
}

const DAY_MS = 86400000

export function ageOf(
  advisories: Advisories,
  printed: Pick<ToolEnd, "exitCode" | "stdout" | "late"> | ToolDeath,
  now: number,
): AdvisoryAge {
  const unknown = (why: string) => ({ stale: false, problem: `the date of its advisory data is unknown: ${why}` })
  if (isDeath(printed)) return unknown("the command died")
  if (printed.late) return unknown("the command did not end in time")
  if (printed.exitCode !== 0) return unknown(`the command ended with exit code ${printed.exitCode}`)
  const text = printed.stdout.trim()
  const time = /^\d{9,11}(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /^\d{4}-\d{2}-\d{2}/.test(text)
      ? Date.parse(text)
      : NaN
  if (Number.isNaN(time)) return unknown(`${JSON.stringify(text.slice(0, 40))} is no date`)
  const days = Math.floor((now - time) / DAY_MS)
  if (days < -1) return unknown(`${text} lies in the future`)
  return { date: new Date(time).toISOString().slice(0, 10), days, stale: days > advisories.staleAfterDays }
}

export function inAge({ date, days, stale, problem }: AdvisoryAge): string {
  if (problem !== undefined) return "of unknown age"
  return `of ${date}, ${days} days old${stale ? " (stale)" : ""}`
}
