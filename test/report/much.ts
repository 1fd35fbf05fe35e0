/** Owns the largest report that anybody has to expect: what is measured and bounded. */
import type { TestCase } from "../../.dagger/lib/evidence/junit.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { findingsOfTools } from "../../.dagger/lib/steps/lint-evidence.js"
import { testsOf } from "../../.dagger/lib/steps/suite-evidence.js"
import { makeSuite } from "../steps/suite-text.js"
import { part, shipped } from "./sample.js"

const many: TestCase[] = Array.from({ length: 5000 }, (_, index) => ({
  name: `tests.test_${index}<b>&\u0007`,
  classname: "tests",
  status: index % 50 === 0 ? "failed" : "passed",
  seconds: index / 1000,
  message: index % 50 === 0 ? "x".repeat(100_000) : "",
}))
const findings = Array.from({ length: 2000 }, (_, index) => ({
  rule: `R${index}`,
  level: index === 1999 ? ("error" as const) : ("warning" as const),
  message: `<i>${"y".repeat(300)}`,
  path: `app/file_${index}.py`,
  line: 1,
}))
const steps = shipped.steps.map((step) => {
  if (step.name === "lint")
    return {
      ...step,
      parts: [part("mypy", StepStatus.Failed)],
      evidence: { lint: findingsOfTools([{ name: "mypy", report: { tool: {}, findings, gaps: [] } }]) },
    }
  return step.name === "test"
    ? {
        ...step,
        parts: [part("unit", StepStatus.Failed)],
        evidence: { tests: [testsOf(makeSuite(), { cases: many }, 1)] },
      }
    : step
})
/** 5,000 tests of which 100 failed with 100 KB of text each, and 2,000 findings, all with names that are markup. */
export const much: Report = { ...shipped, steps }
