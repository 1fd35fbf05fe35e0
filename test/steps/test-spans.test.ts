/** Shows the spans of suites and tests: Dagger's attributes, what failed first, and never too many. */
import { describe, expect, it } from "vitest"
import type { CaseStatus, TestCase } from "../../.dagger/lib/evidence/junit.js"
import { StepStatus } from "../../.dagger/src/names.js"
import { spannedSuite } from "../../.dagger/lib/steps/test-spans.js"

type Spans = NonNullable<Parameters<typeof spannedSuite>[2]>

/** Keeps what a tracer is told. */
function recorder() {
  const spans: { name: string; attributes: Record<string, unknown>; failed?: string | undefined; ended: boolean }[] = []
  const start = (name: string, attributes: Record<string, unknown> = {}) => {
    const kept: (typeof spans)[number] = { name, attributes: { ...attributes }, ended: false }
    spans.push(kept)
    return {
      setAttribute: (key: string, value: unknown) => (kept.attributes[key] = value),
      setStatus: ({ message }: { message?: string }) => (kept.failed = message),
      end: () => (kept.ended = true),
    }
  }
  const tracer = {
    startSpan: start,
    startActiveSpan: async (
      name: string,
      run: (span: unknown) => Promise<unknown>,
      attributes: Record<string, unknown>,
    ) => {
      const span = start(name, attributes)
      return run(span).finally(() => span.end())
    },
  }
  return { spans, tracer: tracer as unknown as Spans }
}

function one(name: string, status: CaseStatus, flaky?: string): TestCase {
  return { name, classname: "", status, seconds: 0, message: "why", ...(flaky && { flaky }) }
}

describe("a suite's spans", () => {
  it("name every test, its end and its suite, what failed first", async () => {
    const { spans, tracer } = recorder()
    const cases = [one("a", "passed"), one("b", "skipped"), one("c", "passed", "once"), one("d", "failed")]
    await spannedSuite("unit", () => Promise.resolve({ status: StepStatus.Failed, summary: "1 failed", cases }), tracer)

    expect(spans.map(({ attributes, ...rest }) => ({ ...rest, ...attributes }))).toEqual([
      { name: "unit", failed: "1 failed", ended: true, "test.suite.name": "unit", "test.suite.run.status": "failure" },
      test("d", "fail", { failed: "why" }),
      test("c", "pass"),
      test("b", "skipped"),
      test("a", "pass"),
    ])
  })

  it("stay bounded, and cost little", async () => {
    const { spans, tracer } = recorder()
    const cases = [...Array.from({ length: 50_000 }, (_, index) => one(`t${index}`, "passed")), one("last", "failed")]
    const started = performance.now()
    await spannedSuite("unit", () => Promise.resolve({ status: StepStatus.Failed, summary: "", cases }), tracer)

    expect(spans).toHaveLength(1001)
    expect(spans[1]!.name).toBe("last")
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

function test(name: string, result: string, rest: object = {}) {
  return {
    name,
    ended: true,
    "test.suite.name": "unit",
    "test.case.name": name,
    "test.case.result.status": result,
    ...rest,
  }
}
