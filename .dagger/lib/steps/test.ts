/** Owns the test step: every suite as soon as its needs passed, each with service containers of its own. */
import { dag, type Directory } from "@dagger.io/dagger"
import { chainsBehind, inOrder } from "../config/needs.js"
import type { ResolvedConfig, Suite } from "../config/resolve.js"
import { systemClock } from "../exec/poll.js"
import { anew, prepared } from "../exec/toolchain.js"
import { StepStatus } from "../../src/names.js"
import { type Outcome, type Part, type StepRecord, statusOf } from "../pipeline/outcome.js"
import { runPlan } from "../pipeline/run.js"
import type { Evidence, SuiteTests } from "../report/evidence.js"
import { requireInputs } from "./inputs.js"
import { runSuite } from "./suite.js"
import { spannedSuite } from "./test-spans.js"

export async function test(
  source: Directory,
  config: ResolvedConfig,
  suites: readonly Suite[],
  since: number,
  rerun?: string,
): Promise<Outcome> {
  await requireInputs(source, config, suites, "tests")
  const ordered = inOrder(amongThemselves(suites))
  const base = anew(prepared(source, config), rerun)
  const setting = { source, config, base, behind: chainsBehind(ordered), since }
  const records = await runPlan(ordered, {
    execute: (suite) => spannedSuite(suite.name, () => runSuite(setting, suite)),
    clock: systemClock,
  })
  const declared = suites.map(({ name }) => records.find((record) => record.name === name)!)
  const parts = declared.map(partOf)
  const tests = declared.flatMap(({ evidence }) => evidence?.tests ?? [])
  const evidence = { tests, open: reportsOf(tests) }
  return { status: statusOf(parts), summary: summarise(parts), parts, evidence, files: filesOf(declared) }
}

/** Of a suite that died there is no report to open. */
function reportsOf(tests: readonly SuiteTests[]): NonNullable<Evidence["open"]> {
  return tests
    .filter(({ passed, failed, skipped }) => passed + failed + skipped > 0)
    .map(({ name }) => ({ text: `${name} as JUnit`, path: `${name}/junit.xml` }))
}

/** Who picks suites by name wants those, and not what they need. */
function amongThemselves(suites: readonly Suite[]): Suite[] {
  const names = suites.map(({ name }) => name)
  return suites.map((suite) => ({ ...suite, needs: suite.needs.filter((need) => names.includes(need)) }))
}

/** A suite that never ran has no part of its own making. */
function partOf({ name, status, summary, parts }: StepRecord): Part {
  return parts?.[0] ?? { name, status, summary, durationMs: 0, cached: false }
}

function filesOf(records: readonly StepRecord[]): Directory {
  return records.reduce(
    (all, { name, files, summary }) =>
      all.withDirectory(name, files ?? dag.directory().withNewFile("output.txt", `${summary}\n`)),
    dag.directory(),
  )
}

function summarise(parts: readonly Part[]): string {
  const bad = parts.filter((part) => part.status !== StepStatus.Passed)
  if (bad.length > 0) return bad.map((part) => `${part.name}: ${part.summary}`).join("; ")
  const notes = parts.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : []))
  return [`${parts.length} suites passed`, ...notes].join("; ")
}
