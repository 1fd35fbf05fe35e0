/** Owns what several attempts at the same tests come to, case by case. Pure. */
import type { TestCase } from "./junit.js"

/** The last attempt that ran a case decides: passed there after a failure before is flaky, never passed is failed. */
export function mergeAttempts(attempts: readonly TestCase[][]): TestCase[] {
  // Runners allow two cases of one name; nothing is merged where nothing was repeated.
  if (attempts.length === 1) return attempts[0]!
  const byName = new Map<string, TestCase[]>()
  for (const cases of attempts)
    for (const one of worstOfEach(cases)) byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  return [...byName.values()].map(decide)
}

/** One case per name within one attempt: a failure is not outvoted by a namesake that passed. */
function worstOfEach(cases: readonly TestCase[]): TestCase[] {
  const rank = { skipped: 0, passed: 1, failed: 2 }
  const worst = new Map<string, TestCase>()
  for (const one of cases) {
    const known = worst.get(one.name)
    if (!known || rank[one.status] > rank[known.status]) worst.set(one.name, one)
  }
  return [...worst.values()]
}

/** Skipped in a repetition is not an answer to a failure. */
function decide(history: readonly TestCase[]): TestCase {
  const last = history.findLast(({ status }) => status !== "skipped") ?? history.at(-1)!
  const failure = history.find(({ status }) => status === "failed")
  return last.status === "passed" && failure ? { ...last, flaky: failure.message } : last
}
