/** Owns what the report draws of a load test, read from k6's summary: percentiles, slices of time, endpoints. Pure. */
import { z } from "zod"
import type { NamedScenario } from "../config/load-scenarios.js"
import type { LoadCurves, LoadSlice } from "../report/evidence.js"
import type { LoadNumbers } from "./k6.js"

/** As in .dagger/assets/load.ts. */
export function slicesIn(durationSeconds: number): number {
  return Math.min(30, durationSeconds * 2)
}

const Values = z.object({ values: z.record(z.string(), z.number()) })
const Summary = z.object({ metrics: z.record(z.string(), Values) })
type Metrics = z.infer<typeof Summary>["metrics"]

/** What k6 did not measure is not drawn; the verdict does not depend on any of it. */
export function curvesOf(
  summary: string,
  plan: NamedScenario,
  { requests, errorPercent, dropped }: LoadNumbers,
): LoadCurves {
  const { metrics } = Summary.parse(JSON.parse(summary))
  const { name, ratePerSecond, durationSeconds, thresholds } = plan
  return {
    name,
    ratePerSecond,
    durationSeconds,
    requests,
    errorPercent,
    dropped,
    thresholds,
    latency: latencyOf(metrics["http_req_duration{expected_response:true}"]?.values ?? {}),
    slices: slicesOf(metrics, durationSeconds),
    endpoints: plan.endpoints.map(({ method, path }, index) => ({
      asks: `${method} ${path}`,
      requests: countOf(metrics, `endpoint:${index}`),
      errorPercent: 100 * failureRate(metrics, `endpoint:${index}`),
      p95Seconds: p95Of(metrics, `endpoint:${index}`),
    })),
  }
}

/** `min`, `med`, `p(95)` and `max` are all percentiles. */
function latencyOf(values: Readonly<Record<string, number>>): LoadCurves["latency"] {
  const known: Record<string, number> = { min: 0, med: 50, max: 100 }
  return Object.entries(values)
    .map(([name, ms]) => ({ percentile: known[name] ?? Number(/^p\((.+)\)$/.exec(name)?.[1]), seconds: inSeconds(ms) }))
    .filter(({ percentile }) => Number.isFinite(percentile))
    .toSorted((a, b) => a.percentile - b.percentile)
}

/** Nothing at all where the script that ran does not slice. */
function slicesOf(metrics: Metrics, durationSeconds: number): LoadSlice[] {
  const number = slicesIn(durationSeconds)
  const at = (index: number) => digits((durationSeconds * index) / number)
  const slices = Array.from({ length: number }, (_, index): LoadSlice => {
    const tag = `slice:${index}`
    const requests = countOf(metrics, tag)
    const errors = Math.round(requests * failureRate(metrics, tag))
    return { from: at(index), until: at(index + 1), requests, errors, p95Seconds: p95Of(metrics, tag) }
  })
  return slices.some(({ requests }) => requests > 0) ? slices : []
}

function countOf(metrics: Metrics, tag: string): number {
  return metrics[`http_reqs{${tag}}`]?.values["count"] ?? 0
}

function failureRate(metrics: Metrics, tag: string): number {
  return metrics[`http_req_failed{${tag}}`]?.values["rate"] ?? 0
}

function p95Of(metrics: Metrics, tag: string): number | null {
  const ms = metrics[`http_req_duration{${tag}}`]?.values["p(95)"]
  return ms === undefined || countOf(metrics, tag) === 0 ? null : inSeconds(ms)
}

function inSeconds(ms: number): number {
  return digits(ms / 1000)
}

/** Microseconds: what k6 says beyond them is noise. */
function digits(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
