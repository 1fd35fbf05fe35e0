/** Owns the result of `test` as it crosses the Dagger boundary. */
import { type Directory, func, object } from "@dagger.io/dagger"
import { answer, type Gate } from "#lib/calls/gate"
import { StepResult, stepResult } from "./step-result.js"

/** What test found: a report that never fails, and a gate that does. */
@object()
export class TestRun {
  /** True when every suite passed. */
  @func()
  passed: boolean

  /** One line per suite, flaky tests by name, then the end of what each failed suite said. */
  @func()
  summary: string

  /** Every suite, those included that were skipped because a need did not pass. */
  @func()
  results: StepResult[]

  /** A folder per suite: output.txt, junit.xml, coverage.xml, and what its command left in {out}. */
  @func()
  report: Directory

  constructor(passed: boolean, summary: string, results: StepResult[], report: Directory) {
    this.passed = passed
    this.summary = summary
    this.results = results
    this.report = report
  }

  /**
   * Prints the summary, and fails (exit code 1) unless every suite passed.
   */
  @func()
  assert(): string {
    return answer("test", this.passed, this.summary)
  }
}

export function testRun({ passed, summary, results, report }: Gate): TestRun {
  return new TestRun(passed, summary, results.map(stepResult), report)
}
