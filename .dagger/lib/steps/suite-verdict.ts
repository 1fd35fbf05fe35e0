/** Owns what a suite's run proves: every shard passed in the end, tests ran, and the coverage is above its gate. Pure. */
import type { Suite } from "../config/resolve.js"
import { lastLines } from "../errors.js"
import { mergeAttempts } from "../evidence/attempts.js"
import { isAbove, percent } from "../evidence/cobertura.js"
import type { TestCase } from "../evidence/junit.js"
import { isDeath } from "../exec/tool-end.js"
import { StepStatus } from "../../src/names.js"
import { aged } from "../report/age.js"
import type { Part } from "../pipeline/outcome.js"
import { type Attempt, casesOf, problemOf, ranOf, tally } from "./attempt.js"
import { coverageOf, type SuiteCoverage } from "./suite-coverage.js"

export interface Judged {
  part: Part
  /** Of all shards, each as its attempts decided. */
  cases: TestCase[]
  coverage?: SuiteCoverage
}

interface Problem {
  text: string
  /** What ran where it went wrong. */
  attempts: readonly Attempt[]
}

const TAIL_LINES = 40
const FLAKY_NAMES = 5

/** A shard is its attempts, in order; a suite that is not split has one shard. */
export function judgeSuite(suite: Suite, shards: readonly (readonly Attempt[])[], now: number): Judged {
  const cases = shards.flatMap((attempts) => mergeAttempts(attempts.map(casesOf)))
  const coverage = coverageOf(shards)
  const problem = shardProblem(suite, shards) ?? sumProblem(suite, shards, cases, coverage)
  const note = flakyOf(cases) ?? repeated(shards)
  const part = {
    name: suite.name,
    status: statusOf(problem),
    summary: problem
      ? aged(problem.text, problem.attempts, now)
      : [tally(cases), note, covered(coverage)].filter(Boolean).join(", "),
    durationMs: Math.max(...shards.map(durationOf)),
    cached: shards.flat().every((attempt) => "cached" in attempt && attempt.cached),
    ...(problem ? { tail: tailOf(problem.attempts) } : note ? { note } : {}),
  }
  return { part, cases, ...(typeof coverage === "object" && { coverage }) }
}

function shardProblem(suite: Suite, shards: readonly (readonly Attempt[])[]): Problem | undefined {
  const bad = shards.flatMap((attempts, index) => {
    const last = attempts.at(-1)!
    const problem = problemOf(suite, last)
    const place = shards.length > 1 ? `shard ${index + 1} of ${shards.length}: ` : ""
    const times = attempts.length > 1 ? `, after ${attempts.length} attempts` : ""
    return problem ? [{ text: `${place}${problem}${times}`, last }] : []
  })
  if (bad.length === 0) return undefined
  return { text: bad.map(({ text }) => text).join("; "), attempts: bad.map(({ last }) => last) }
}

/** Every command said that it passed; what they sum up to must not say otherwise. */
function sumProblem(
  suite: Suite,
  shards: readonly (readonly Attempt[])[],
  cases: readonly TestCase[],
  coverage: SuiteCoverage | string,
): Problem | undefined {
  const text = caseProblem(cases) ?? coverageProblem(suite, coverage)
  return text === undefined ? undefined : { text, attempts: shards.map((attempts) => attempts.at(-1)!) }
}

function caseProblem(cases: readonly TestCase[]): string | undefined {
  const failed = cases.find(({ status }) => status === "failed")
  if (failed) return `exit code 0, but ${failed.name} failed and never passed`
  if (ranOf(cases) > 0) return undefined
  return cases.length === 0 ? "zero tests ran" : `zero tests ran: all ${cases.length} were skipped`
}

function coverageProblem({ coverageOver }: Suite, coverage: SuiteCoverage | string): string | undefined {
  if (coverageOver === undefined) return undefined
  if (typeof coverage === "string") return `no coverage report to prove it: ${coverage}`
  if (isAbove(coverage.total, coverageOver)) return undefined
  return `coverage ${percent(coverage.total)} is not above the gate of ${coverageOver} %`
}

function statusOf(problem: Problem | undefined): StepStatus {
  if (!problem) return StepStatus.Passed
  const broken = (attempt: Attempt) => isDeath(attempt) || attempt.late !== undefined
  return problem.attempts.some(broken) ? StepStatus.Error : StepStatus.Failed
}

function flakyOf(cases: readonly TestCase[]): string | undefined {
  const flaky = cases.filter((one) => one.flaky !== undefined).map(({ name }) => name)
  if (flaky.length === 0) return undefined
  const more = flaky.length > FLAKY_NAMES ? ` and ${flaky.length - FLAKY_NAMES} more` : ""
  return `${flaky.length} flaky: ${flaky.slice(0, FLAKY_NAMES).join(", ")}${more}`
}

/** A first attempt that died names no test, and yet it was not a clean pass. */
function repeated(shards: readonly (readonly Attempt[])[]): string | undefined {
  const most = Math.max(...shards.map((attempts) => attempts.length))
  return most > 1 ? `only in attempt ${most}` : undefined
}

function covered(coverage: SuiteCoverage | string): string | undefined {
  return typeof coverage === "object" ? `coverage ${percent(coverage.total)}` : undefined
}

function durationOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, attempt) => sum + ("durationMs" in attempt ? attempt.durationMs : 0), 0)
}

function tailOf(attempts: readonly Attempt[]): string {
  const lines = Math.ceil(TAIL_LINES / attempts.length)
  const text = (attempt: Attempt) => (isDeath(attempt) ? attempt.died : `${attempt.stdout}${attempt.stderr}`)
  return attempts.map((attempt) => lastLines(text(attempt), lines)).join("\n")
}
