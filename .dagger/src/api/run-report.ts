/** Owns the run report as it crosses the Dagger boundary. */
import { dag, type Directory, type File, func, object } from "@dagger.io/dagger"
import type { Written } from "#lib/calls/written"
import { IMAGES } from "#lib/images"
import { Verdict } from "../names.js"
import { StepResult, stepResult } from "./step-result.js"

/** What a run came to: the verdict, its exit code, and the evidence of every step. */
@object()
export class RunReport {
  /** passed (only ci), shipped, stopped, rolled-back, taken-down, superseded, rollback-failed or left-degraded. */
  @func()
  verdict: Verdict

  /** The exit code that `assert` ends with: 0 passed or shipped, 1 stopped before production, 3 no longer in production, 4 a person is needed. */
  @func()
  exitCode: number

  /** The verdict and a table of steps, for a terminal. */
  @func()
  summary: string

  /** Every step of the plan, skipped ones included. */
  @func()
  steps: StepResult[]

  /** The report as JSON (schemaVersion 2). */
  @func()
  json: File

  /** The report as Markdown, for a step summary. */
  @func()
  markdown: File

  /** The report as one HTML file that needs no network: verdict, pipeline, proofs, charts. */
  @func()
  html: File

  /** The report as JUnit, with steps as cases. */
  @func()
  junit: File

  /** The report folder: report.html, report.json, report.md, junit.xml, summary.txt, and a folder of artefacts per step. */
  @func()
  files: Directory

  constructor(
    verdict: Verdict,
    exitCode: number,
    summary: string,
    steps: StepResult[],
    json: File,
    markdown: File,
    html: File,
    junit: File,
    files: Directory,
  ) {
    this.verdict = verdict
    this.exitCode = exitCode
    this.summary = summary
    this.steps = steps
    this.json = json
    this.markdown = markdown
    this.html = html
    this.junit = junit
    this.files = files
  }

  /**
   * Prints the table and ends with the run's exit code: 0 passed or shipped, 1 stopped before production, 3 no longer in production, 4 a person is needed.
   */
  @func()
  async assert(): Promise<string> {
    if (this.exitCode === 0) return this.summary
    // Only an exec's exit code survives `dagger call`; a thrown Error is always 1.
    const file = dag.directory().withNewFile("summary.txt", `${this.summary}\n`)
    return dag
      .container()
      .from(IMAGES.shell)
      .withMountedDirectory("/report", file)
      .withExec(["sh", "-c", `cat /report/summary.txt >&2; exit ${this.exitCode}`])
      .stdout()
  }
}

export function runReport({ report, summary, files }: Written): RunReport {
  return new RunReport(
    report.verdict,
    report.exitCode,
    summary,
    report.steps.map(stepResult),
    files.file("report.json"),
    files.file("report.md"),
    files.file("report.html"),
    files.file("junit.xml"),
    files,
  )
}
