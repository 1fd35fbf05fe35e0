// The load test that k6 runs: an open model over the declared endpoints, in turn.
// PLAN holds {base, ratePerSecond, durationSeconds, endpoints, thresholds?}; the summary goes to SUMMARY. RUNNERS is how
// many machines share the load (examples/k6-operator): k6 gives each its share of the rate, and counts each by itself.
import http from "k6/http"
import exec from "k6/execution"
import type { Options } from "k6/options"

interface Plan {
  base: string
  ratePerSecond: number
  durationSeconds: number
  endpoints: { method: "GET" | "POST"; path: string; body?: unknown }[]
  thresholds?: { p95Seconds: number; errorPercent: number; minRequests: number }
}

const plan = JSON.parse(__ENV.PLAN!) as Plan
const runners = Number(__ENV.RUNNERS ?? 1)
// Enough users for every request to take as long as the limit allows.
const users = Math.ceil(plan.ratePerSecond * (plan.thresholds?.p95Seconds ?? 3))

export const options: Options = {
  scenarios: {
    steady: {
      executor: "constant-arrival-rate",
      rate: plan.ratePerSecond,
      timeUnit: "1s",
      duration: `${plan.durationSeconds}s`,
      preAllocatedVUs: users,
      maxVUs: users * 2,
    },
  },
  thresholds: plan.thresholds
    ? {
        "http_req_duration{expected_response:true}": [`p(95)<${plan.thresholds.p95Seconds * 1000}`],
        http_req_failed: [`rate<${plan.thresholds.errorPercent / 100}`],
        http_reqs: [`count>=${Math.floor(plan.thresholds.minRequests / runners)}`],
        // Fewer requests than planned prove less than planned.
        dropped_iterations: ["count<1"],
      }
    : {},
  summaryTrendStats: ["avg", "min", "med", "max", "p(90)", "p(95)", "p(99)"],
}

export default function (): void {
  const endpoint = plan.endpoints[exec.scenario.iterationInTest % plan.endpoints.length]!
  const body = endpoint.body === undefined ? null : JSON.stringify(endpoint.body)
  http.request(endpoint.method, `${plan.base}${endpoint.path}`, body, {
    headers: { "content-type": "application/json" },
    tags: { name: endpoint.path },
  })
}

export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.SUMMARY!]: JSON.stringify(data) }
}
