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
// Enough users for every request to take as long as the limit allows, and a second where that is less: a service that is
// too slow shall be measured as too slow, not as a load that could not be offered.
const users = Math.ceil(plan.ratePerSecond * Math.max(1, plan.thresholds?.p95Seconds ?? 3))
const droppable = (plan.ratePerSecond * plan.durationSeconds) / 100 / runners

// What the report draws: the run in slices of time, and each endpoint. k6 sums up only what a threshold names, even an empty one.
// A load without thresholds keeps samples coming for minutes or hours: there a slice would be one more series each.
// A slice without requests to speak of would be noise.
const SLICES = Math.min(30, plan.durationSeconds * 2)
const drawn = plan.thresholds
  ? [
      ...Array.from({ length: SLICES }, (_, index) => `slice:${index}`),
      ...plan.endpoints.map((_, index) => `endpoint:${index}`),
    ]
  : []
const summed = ["http_reqs", "http_req_failed", "http_req_duration"].flatMap((metric) =>
  drawn.map((tag): [string, string[]] => [`${metric}{${tag}}`, []]),
)

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
        // Fewer requests than planned prove less than planned; at most 1 % may miss, as in .dagger/src/evidence/k6.ts.
        dropped_iterations: [`count<=${Math.floor(droppable)}`],
        ...Object.fromEntries(summed),
      }
    : {},
  summaryTrendStats: ["avg", "min", "p(10)", "p(25)", "med", "p(75)", "p(90)", "p(95)", "p(99)", "p(99.9)", "max"],
}

export default function (): void {
  const number = exec.scenario.iterationInTest % plan.endpoints.length
  const endpoint = plan.endpoints[number]!
  const body = endpoint.body === undefined ? null : JSON.stringify(endpoint.body)
  http.request(endpoint.method, `${plan.base}${endpoint.path}`, body, {
    headers: { "content-type": "application/json" },
    tags: { name: endpoint.path, ...(plan.thresholds ? { slice: sliceNow(), endpoint: String(number) } : {}) },
  })
}

/** When the request began, so that a slow answer counts where the service was slow. */
function sliceNow(): string {
  const share = (Date.now() - exec.scenario.startTime) / (plan.durationSeconds * 1000)
  return String(Math.min(SLICES - 1, Math.max(0, Math.floor(share * SLICES))))
}

export function handleSummary(data: unknown): Record<string, string> {
  return { [__ENV.SUMMARY!]: JSON.stringify(data) }
}
