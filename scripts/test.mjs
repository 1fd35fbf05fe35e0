// Runs the unit tests, the browser tests, then the engine tests on a real engine, and closes with the counts: npm test
// With CI set, a skipped test is a failure, and so are fewer engine tests than test/expected-count says.
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync } from "node:fs"

const RESULTS = "test-results"
const SLOWEST = 10
const strict = Boolean(process.env.CI)

rmSync(RESULTS, { recursive: true, force: true })
mkdirSync(RESULTS)
const unit = run("unit", [])
const browser = run("browser", [])
// A broken unit makes forty minutes of engine tests worthless.
const engine = unit.ok ? run("engine", ["engine/with"]) : undefined
console.log(
  "\nNot run: the cluster tests, which compile a Kubernetes control plane for some five minutes: npm run test:cluster",
)
process.exitCode = close([unit, browser, ...(engine ? [engine] : [])])

function run(project, prefix) {
  const file = `${RESULTS}/${project}.json`
  const words = [
    ...prefix,
    "node_modules/.bin/vitest",
    "run",
    "--project",
    project,
    "--reporter=verbose",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]
  const { status } = spawnSync(words[0], words.slice(1), { stdio: "inherit" })
  const tests = read(file).flatMap((suite) =>
    suite.assertionResults.map((test) => ({ ...test, project, file: suite.name })),
  )
  return {
    project,
    ok: status === 0,
    tests,
    broken: read(file).filter((suite) => suite.status === "failed" && suite.assertionResults.length === 0),
  }
}

/** A runner that died left no results, which is never a pass. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).testResults
  } catch {
    return []
  }
}

function close(runs) {
  const tests = runs.flatMap((one) => one.tests)
  const of = (status) => tests.filter((test) => test.status === status)
  const skipped = tests.filter((test) => test.status !== "passed" && test.status !== "failed")
  const problems = [...runs.flatMap(problemsOf), ...(strict ? strictProblems(skipped) : [])]
  console.log(`\nThe ${SLOWEST} slowest tests:`)
  for (const test of tests.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0)).slice(0, SLOWEST))
    console.log(`  ${((test.duration ?? 0) / 1000).toFixed(1).padStart(7)} s  ${test.project}: ${test.fullName}`)
  for (const problem of problems) console.log(`FAILED: ${problem}`)
  // What failed without being a test (a file that did not load, a missing test) counts as one failure each.
  const failed = of("failed").length + problems.length
  console.log(
    `\n${of("passed").length} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
  )
  return failed === 0 ? 0 : 1
}

function problemsOf({ project, ok, tests, broken }) {
  const files = broken.map((suite) => `${suite.name}: ${suite.message?.split("\n")[0] || "did not load"}`)
  if (files.length > 0) return files
  if (tests.length === 0) return [`${project}: no test ran`]
  return ok || tests.some((test) => test.status === "failed")
    ? []
    : [`${project}: the test runner failed although every test passed`]
}

function strictProblems(skipped) {
  const expected = Number(readFileSync("test/expected-count", "utf8"))
  const ran = engine ? engine.tests.filter((test) => test.status === "passed" || test.status === "failed").length : 0
  if (!Number.isInteger(expected) || expected < 1) return ["test/expected-count is not a positive number"]
  const fewer = ran < expected ? [`only ${ran} engine tests ran, test/expected-count says ${expected}`] : []
  return [...skipped.map((test) => `skipped: ${test.fullName}`), ...fewer]
}
