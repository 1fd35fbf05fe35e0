/** Owns the verdict of a load test: recomputed from k6's numbers, never taken from its own booleans. Pure. */
import { z } from "zod"
import type { Scenario } from "../config/load-schema.js"
import { Severity, StepStatus } from "../names.js"

export interface LoadNumbers {
  requests: number
  p95Seconds: number
  errorPercent: number
  dropped: number
}

export interface LoadVerdict {
  status: StepStatus
  summary: string
  /** How bad it is that it did not pass. */
  severity?: Severity
  numbers?: LoadNumbers
}

/** k6's exit code for crossed thresholds; any other but 0 is a failure of k6 or its script. */
const THRESHOLDS_CROSSED = 99

export function judgeLoad(exitCode: number, summary: string, thresholds: Scenario["thresholds"]): LoadVerdict {
  if (exitCode !== 0 && exitCode !== THRESHOLDS_CROSSED)
    return { status: StepStatus.Error, summary: `k6 itself failed with exit code ${exitCode}` }
  const numbers = readNumbers(summary)
  if (!numbers) return { status: StepStatus.Error, summary: "k6 left no readable summary" }
  const text = `${numbers.requests} requests, p95 ${numbers.p95Seconds.toFixed(3)} s, errors ${numbers.errorPercent.toFixed(2)} %`
  const status = judge(exitCode, numbers, thresholds)
  const why = crossed(numbers, thresholds)
  const severity = severityOf(status, numbers, thresholds)
  return {
    status,
    summary: why.length > 0 ? `${text}: ${why.join("; ")}` : text,
    ...(severity && { severity }),
    numbers,
  }
}

/** As the alerts of a bake have it: errors are critical, slowness and want of proof are major. */
function severityOf(
  status: StepStatus,
  { errorPercent }: LoadNumbers,
  limits: Scenario["thresholds"],
): Severity | undefined {
  if (status === StepStatus.Passed) return undefined
  return errorPercent >= limits.errorPercent ? Severity.Critical : Severity.Major
}

/** At most 1 % of the iterations: k6 itself may be late for one, but a load that shrinks unseen proves less than was asked. */
export const DROPPED_PERCENT = 1

export function offeredTooLittle({ requests, dropped }: Pick<LoadNumbers, "requests" | "dropped">): boolean {
  return dropped * 100 > (requests + dropped) * DROPPED_PERCENT
}

function judge(exitCode: number, numbers: LoadNumbers, thresholds: Scenario["thresholds"]): StepStatus {
  if (numbers.errorPercent >= thresholds.errorPercent) return StepStatus.Failed
  // Too few samples prove nothing, whatever their latency was.
  if (numbers.requests < thresholds.minRequests) return StepStatus.Inconclusive
  // Before the dropped iterations: a service too slow for less than the offered rate is too slow for it, too.
  if (numbers.p95Seconds >= thresholds.p95Seconds) return StepStatus.Failed
  if (offeredTooLittle(numbers)) return StepStatus.Inconclusive
  return exitCode === 0 ? StepStatus.Passed : StepStatus.Failed
}

function crossed(
  { requests, p95Seconds, errorPercent, dropped }: LoadNumbers,
  thresholds: Scenario["thresholds"],
): string[] {
  return [
    errorPercent >= thresholds.errorPercent ? `errors must stay below ${thresholds.errorPercent} %` : "",
    requests < thresholds.minRequests ? `at least ${thresholds.minRequests} requests are needed` : "",
    offeredTooLittle({ requests, dropped })
      ? `${dropped} iterations were dropped, so the offered rate was not reached`
      : "",
    p95Seconds >= thresholds.p95Seconds ? `p95 must stay below ${thresholds.p95Seconds} s` : "",
  ].filter(Boolean)
}

const Metric = z.object({ values: z.record(z.string(), z.number()) })
const Summary = z.object({ metrics: z.record(z.string(), Metric) })

/**
 * `data` of k6's handleSummary. A metric without samples is missing there: no requests at all are too few of them, but
 * requests without an error rate, or answers as expected without a latency, are a summary that cannot be trusted.
 */
function readNumbers(summary: string): LoadNumbers | undefined {
  const metrics = parsed(summary)
  if (!metrics) return undefined
  const requests = metrics["http_reqs"]?.values["count"] ?? 0
  const errorRate = requests === 0 ? 0 : metrics["http_req_failed"]?.values["rate"]
  const answered = requests > 0 && errorRate !== 1
  const p95 = metrics["http_req_duration{expected_response:true}"]?.values["p(95)"] ?? (answered ? undefined : 0)
  if (errorRate === undefined || p95 === undefined) return undefined
  const dropped = metrics["dropped_iterations"]?.values["count"] ?? 0
  return { requests, p95Seconds: p95 / 1000, errorPercent: errorRate * 100, dropped }
}

function parsed(summary: string): z.infer<typeof Summary>["metrics"] | undefined {
  try {
    return Summary.parse(JSON.parse(summary)).metrics
  } catch {
    return undefined
  }
}
