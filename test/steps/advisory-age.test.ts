/** Shows what the age of advisory data is read from, and that an unknown age is never taken for a young one. */
import { expect, it } from "vitest"
import { ageOf } from "../../.dagger/lib/steps/advisory-age.js"

const now = Date.parse("2026-11-24T12:00:00Z")
const advisories = { source: "db", date: ["date"], staleAfterDays: 30 }
const printed = (stdout: string) => ({ exitCode: 0, stdout })

it.each([
  ["1625119202\n", "2021-07-01", 1972, true],
  ["2026-10-25", "2026-10-25", 30, false],
  ["2026-10-24", "2026-10-24", 31, true],
  ["2026-11-24T11:59:59Z", "2026-11-24", 0, false],
])("reads %j", (text, date, days, stale) => {
  expect(ageOf(advisories, printed(text), now)).toEqual({ date, days, stale })
})

it.each([
  [printed(""), `"" is no date`],
  [printed("yesterday"), `"yesterday" is no date`],
  [printed("2026-99-99"), `"2026-99-99" is no date`],
  [printed("2031-01-01"), "2031-01-01 lies in the future"],
  [{ exitCode: 1, stdout: "2026-11-24" }, "the command ended with exit code 1"],
  [{ died: "killed" }, "the command died"],
])("does not know an age from %j", (from, why) => {
  expect(ageOf(advisories, from, now)).toEqual({
    stale: false,
    problem: `the date of its advisory data is unknown: ${why}`,
  })
})
