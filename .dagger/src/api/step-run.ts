/** Owns the result of single steps as it crosses the Dagger boundary. */
import { type Directory, func, object } from "@dagger.io/dagger"
import { StepStatus } from "../names.js"
import { systemClock } from "../exec/poll.js"
import { statusOf, type StepRecord } from "../pipeline/outcome.js"
import { artefactsOf } from "../pipeline/flow.js"
import { answer, gate } from "./gate.js"
import { StepResult, stepResult } from "./step-result.js"

/** What single steps found: a report that never fails, and a gate that does. */
@object()
export class StepRun {
  /** True when every step passed. */
  @func()
  passed: boolean

  /** One line per step, then the end of what each failed one said. */
  @func()
  summary: string

  /** Every step. */
  @func()
  results: StepResult[]

  /** A folder of artefacts per step. */
  @func()
  report: Directory

  constructor(passed: boolean, summary: string, results: StepResult[], report: Directory) {
    this.passed = passed
    this.summary = summary
    this.results = results
    this.report = report
  }

  /**
   * Prints the summary, and fails (exit code 1) unless every step passed.
   */
  @func()
  assert(): string {
    return answer("the step", this.passed, this.summary)
  }
}

export function stepRun(records: readonly StepRecord[]): StepRun {
  const parts = records.flatMap((record) => [
    record,
    ...(record.parts ?? []).map((part) => ({ ...part, name: `  ${part.name}` })),
  ])
  const { summary } = gate({ status: statusOf(records), summary: "", parts }, systemClock.now())
  const passed = records.length > 0 && records.every(({ status }) => status === StepStatus.Passed)
  const results = records.map((record) =>
    stepResult({ ...record, startedAt: new Date(record.startedAt).toISOString() }),
  )
  return new StepRun(passed, summary, results, artefactsOf(records))
}
