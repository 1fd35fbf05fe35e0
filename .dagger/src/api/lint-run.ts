/** Owns the result of `lint` as it crosses the Dagger boundary. */
import { type Directory, func, object } from "@dagger.io/dagger"
import { answer, type Gate } from "#lib/calls/gate"
import { StepResult, stepResult } from "./step-result.js"

/** What lint found: a report that never fails, and a gate that does. */
@object()
export class LintRun {
  /** True when every tool passed. */
  @func()
  passed: boolean

  /** One line per tool, then the end of what each failed one said. */
  @func()
  summary: string

  /** Every tool that ran. */
  @func()
  results: StepResult[]

  /** The full output as text by tool, what each tool left, and all findings in one lint.sarif (SARIF 2.1.0). */
  @func()
  report: Directory

  constructor(passed: boolean, summary: string, results: StepResult[], report: Directory) {
    this.passed = passed
    this.summary = summary
    this.results = results
    this.report = report
  }

  /**
   * Prints the summary, and fails (exit code 1) unless every tool passed.
   */
  @func()
  assert(): string {
    return answer("lint", this.passed, this.summary)
  }
}

export function lintRun({ passed, summary, results, report }: Gate): LintRun {
  return new LintRun(passed, summary, results.map(stepResult), report)
}
