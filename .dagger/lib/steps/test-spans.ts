/** Owns the spans by which Dagger's own views show suites and tests by name (OpenTelemetry's test.* conventions). */
import { getTracer } from "@dagger.io/dagger/telemetry"
import type { TestCase } from "../evidence/junit.js"
import { StepStatus } from "../../src/names.js"
import type { Outcome } from "../pipeline/outcome.js"

/** Beyond this a view is no use, and spans cost; what did not simply pass comes first. */
const MOST = 1000
/** OpenTelemetry's SpanStatusCode.ERROR: the engine's SDK does not export the enum. */
const ERROR = 2

type Spans = Pick<ReturnType<typeof getTracer>, "startSpan" | "startActiveSpan">

const result = { passed: "pass", failed: "fail", skipped: "skipped" } as const

export function spannedSuite<T extends Outcome & { cases: TestCase[] }>(
  name: string,
  run: () => Promise<T>,
  spans: Spans = getTracer("shipway"),
): Promise<T> {
  return spans.startActiveSpan(
    name,
    async (span) => {
      const outcome = await run()
      casesOf(name, outcome.cases, spans)
      span.setAttribute("test.suite.run.status", outcome.status === StepStatus.Passed ? "success" : "failure")
      if (outcome.status !== StepStatus.Passed) span.setStatus({ code: ERROR, message: outcome.summary })
      return outcome
    },
    { "test.suite.name": name },
  )
}

function casesOf(suite: string, cases: readonly TestCase[], spans: Spans): void {
  const rank = { failed: 0, skipped: 2, passed: 3 }
  const telling = (one: TestCase) => (one.flaky === undefined ? rank[one.status] : 1)
  for (const one of cases.toSorted((a, b) => telling(a) - telling(b)).slice(0, MOST)) {
    const span = spans.startSpan(one.name, {
      "test.suite.name": suite,
      "test.case.name": one.name,
      "test.case.result.status": result[one.status],
    })
    if (one.status === "failed") span.setStatus({ code: ERROR, message: one.message })
    span.end()
  }
}
