/** Owns what the report shows of a suite: counts, coverage, and the cases that a person looks for first. Pure. */
import type { Suite } from "../config/resolve.js"
import type { Coverage } from "../evidence/cobertura.js"
import { type CoveredFile, readCoverageLines } from "../evidence/coverage-lines.js"
import type { TestCase } from "../evidence/junit.js"
import { clipped } from "../report/clip.js"
import type { SuiteTests } from "../report/evidence.js"
import type { Judged } from "./suite-verdict.js"

/** All suites together; each may show its share. */
const MOST_CASES = 600
const MOST_FILES = 12
/** The first failures are shown at length. */
const LONG = 6000
const LONG_ONES = 40
const SHORT = 300

export function testsOf(
  { name, coverageOver }: Suite,
  { cases, coverage }: Pick<Judged, "cases" | "coverage">,
  suites: number,
): SuiteTests {
  const of = (status: TestCase["status"]) => cases.filter((one) => one.status === status).length
  const long = Math.ceil(LONG_ONES / suites)
  return {
    name,
    passed: of("passed"),
    failed: of("failed"),
    skipped: of("skipped"),
    flaky: cases.filter(({ flaky }) => flaky !== undefined).length,
    seconds: cases.reduce((sum, { seconds }) => sum + seconds, 0),
    coverage: coverage ? { ...coverage.total, over: coverageOver ?? null, ...filesOf(coverage.xml) } : null,
    cases: cases
      .toSorted((a, b) => rank(a) - rank(b) || b.seconds - a.seconds)
      .slice(0, Math.ceil(MOST_CASES / suites))
      .map((one, index) => shown(one, index < long ? LONG : SHORT)),
  }
}

function rank({ status, flaky }: TestCase): number {
  if (status === "failed") return 0
  return flaky === undefined ? 2 : 1
}

function shown(
  { name, status, seconds, message, details, flaky }: TestCase,
  most: number,
): SuiteTests["cases"][number] {
  const text = [flaky ?? message, details].filter(Boolean).join("\n\n")
  return { name: clipped(name, SHORT), status, flaky: flaky !== undefined, seconds, text: clipped(text, most) }
}

function filesOf(xml: string): Pick<NonNullable<SuiteTests["coverage"]>, "files" | "filesTotal"> {
  const files = [...readCoverageLines(xml).values()].map(({ filename, ...file }) => ({
    name: clipped(filename, SHORT),
    ...countOf(file),
  }))
  const shares = files.filter(({ valid }) => valid > 0).toSorted((a, b) => a.covered / a.valid - b.covered / b.valid)
  return { files: shares.slice(0, MOST_FILES), filesTotal: shares.length }
}

function countOf({ lines }: Pick<CoveredFile, "lines">): Coverage {
  const all = [...lines.values()]
  const branches = all.flatMap((line) => line.branches ?? [])
  return {
    covered: all.filter(({ hits }) => hits > 0).length + sum(branches.map(({ covered }) => covered)),
    valid: all.length + sum(branches.map(({ total }) => total)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
