/** Owns asking a running Prometheus. */
import { readRules, readSeries, readTargets, type RuleState, type Series, type TargetState } from "./answers.js"

/** Epoch seconds, both ends included. */
export interface Window {
  from: number
  until: number
  step: number
}

export interface Prometheus {
  rules(): Promise<RuleState[]>
  targets(): Promise<TargetState[]>
  /** The values of an expression over time. */
  range(expr: string, window: Window): Promise<Series[]>
}

const ANSWER_WITHIN_MS = 10000

export function prometheusAt(base: string): Prometheus {
  const ask = async (path: string, query: Record<string, string> = {}): Promise<string> => {
    const url = new URL(`/api/v1/${path}`, base)
    url.search = new URLSearchParams(query).toString()
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    // A refused query says why in a body like any other.
    return response.text()
  }
  return {
    rules: async () => readRules(await ask("rules", { type: "alert" })),
    targets: async () => readTargets(await ask("targets", { state: "active" })),
    range: async (query, { from, until, step }) =>
      readSeries(await ask("query_range", { query, start: `${from}`, end: `${until}`, step: `${step}` })),
  }
}
