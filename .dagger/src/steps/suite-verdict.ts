/** Owns what a suite's run proves: exit code, cases and coverage must all agree that it passed. Pure. */
import type { Suite } from "../config/resolve.js"
import { lastLines } from "../errors.js"
import { isAbove, percent, readCobertura } from "../evidence/cobertura.js"
import { readJunit, type TestCase } from "../evidence/junit.js"
import { StepStatus } from "../names.js"
import type { Part } from "../pipeline/outcome.js"
import { BEFORE_FAILED } from "../exec/run-tool.js"

export interface SuiteEvidence {
  junit?: string | undefined
  coverage?: string | undefined
}

interface Ended {
  exitCode: number
  stdout: string
  stderr: string
  durationMs: number
  cached: boolean
}

const TAIL_LINES = 40

export function judgeSuite(suite: Suite, run: Ended | { died: string }, evidence: SuiteEvidence): Part {
  if ("died" in run)
    return {
      name: suite.name,
      status: StepStatus.Error,
      summary: "the suite died before it was done",
      durationMs: 0,
      cached: false,
      tail: lastLines(run.died, TAIL_LINES),
    }
  const common = { name: suite.name, durationMs: run.durationMs, cached: run.cached }
  const problem = problemOf(suite, run, evidence)
  if (problem)
    return {
      ...common,
      status: StepStatus.Failed,
      summary: problem,
      tail: lastLines(`${run.stdout}${run.stderr}`, TAIL_LINES),
    }
  const covered = evidence.coverage ? `, coverage ${percent(readCobertura(evidence.coverage))}` : ""
  return { ...common, status: StepStatus.Passed, summary: `${tally(readJunit(evidence.junit!))}${covered}` }
}

function problemOf(suite: Suite, run: Ended, { junit, coverage }: SuiteEvidence): string | undefined {
  if (run.exitCode === BEFORE_FAILED) return `the command under before: failed, no test ran`
  const cases = readable(junit, readJunit)
  if (run.exitCode !== 0) return `exit code ${run.exitCode}${typeof cases === "object" ? `, ${tally(cases)}` : ""}`
  if (typeof cases === "string") return `no JUnit report to prove it: ${cases}`
  if (cases.every(({ status }) => status === "skipped"))
    return cases.length === 0 ? "zero tests ran" : `zero tests ran: all ${cases.length} were skipped`
  const failed = cases.find(({ status }) => status === "failed")
  if (failed) return `exit code 0, but its report holds a failure: ${failed.name}`
  return suite.coverageOver === undefined ? undefined : coverageProblem(coverage, suite.coverageOver)
}

function coverageProblem(coverage: string | undefined, over: number): string | undefined {
  const read = readable(coverage, readCobertura)
  if (typeof read === "string") return `no coverage report to prove it: ${read}`
  return isAbove(read, over) ? undefined : `coverage ${percent(read)} is not above the gate of ${over} %`
}

function readable<T extends object>(text: string | undefined, read: (text: string) => T): T | string {
  if (text === undefined) return "the file was not written"
  try {
    return read(text)
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0]! : String(error)
  }
}

function tally(cases: readonly TestCase[]): string {
  const of = (status: TestCase["status"]) => cases.filter((one) => one.status === status).length
  return [
    `${of("passed")} passed`,
    of("failed") && `${of("failed")} failed`,
    of("skipped") && `${of("skipped")} skipped`,
  ]
    .filter(Boolean)
    .join(", ")
}
