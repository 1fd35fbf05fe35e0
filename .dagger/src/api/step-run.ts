/** Owns the result of single steps as it crosses the Dagger boundary. */
import { type Directory, func, object } from "@dagger.io/dagger"
import { answer, type Gate } from "#lib/calls/gate"
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

export function stepRun({ passed, summary, results, report }: Gate): StepRun {
  return new StepRun(passed, summary, results.map(stepResult), report)
}
