/** Shows what repeated cases come to: only the last answer counts, and a failure on the way is not forgotten. */
import { expect, it } from "vitest"
import { mergeAttempts } from "../../.dagger/lib/evidence/attempts.js"
import type { CaseStatus, TestCase } from "../../.dagger/lib/evidence/junit.js"

const letters: Record<string, CaseStatus> = { p: "passed", f: "failed", s: "skipped" }

/** "pf" is a passed case a and a failed case b; "-" is a case that the attempt did not run. */
function attempt(text: string): TestCase[] {
  return [...text].flatMap((letter, index) =>
    letter === "-"
      ? []
      : [{ name: "abc"[index]!, classname: "", status: letters[letter]!, seconds: 0, message: "why" }],
  )
}

it.each([
  [["pf"], "passed failed"],
  [["pf", "pp"], "passed flaky"],
  [["pf", "-p"], "passed flaky"],
  [["ff", "pf"], "flaky failed"],
  [["pf", "p"], "passed failed"],
  [["pp", "fp"], "failed passed"],
  [["f", "f", "p"], "flaky"],
  [["f", "s"], "failed"],
  [["s", "s"], "skipped"],
  [["s", "p"], "passed"],
  [["", "p"], "passed"],
])("%j comes to %s", (attempts, expected) => {
  const merged = mergeAttempts(attempts.map(attempt))

  expect(merged.map(({ status, flaky }) => (flaky === undefined ? status : "flaky")).join(" ")).toBe(expected)
})

it("keeps namesakes apart as long as nothing was repeated, and else lets the failed one speak", () => {
  const [one] = attempt("p")
  const namesake: TestCase = { ...one!, status: "failed" }

  expect(mergeAttempts([[one!, namesake]])).toHaveLength(2)
  expect(mergeAttempts([[namesake, one!], [one!]])).toMatchObject([{ status: "passed", flaky: "why" }])
  expect(mergeAttempts([[], [one!, namesake]])).toMatchObject([{ status: "failed" }])
})
