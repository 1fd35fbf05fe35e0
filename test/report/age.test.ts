/** Shows how old a result says it is, and that only what came from the cache says so. */
import { expect, it } from "vitest"
import { aged, ago, utc } from "../../.dagger/lib/report/age.js"

const NOW = Date.parse("2026-01-15T12:00:00.700Z")
const ran = (secondsAgo: number, cached: boolean) => ({ startedAt: NOW - secondsAgo * 1000, cached })

it.each([
  ["of a run", [ran(60, false)], "bad"],
  ["of a death", [{ died: "exit code: 137" }], "bad"],
  ["of the cache", [ran(60, true)], "bad; from the cache: ran 2026-01-15 11:59:00 UTC, 60 s ago"],
  [
    "of the oldest in the cache",
    [ran(60, true), ran(3600, true), ran(7200, false)],
    "bad; from the cache: ran 2026-01-15 11:00:00 UTC, 60 min ago",
  ],
])("says the age %s", (_, runs, text) => {
  expect(aged("bad", runs, NOW)).toBe(text)
})

it.each([
  [-5, "0 s"],
  [0, "0 s"],
  [119, "119 s"],
  [120, "2 min"],
  [7199, "119 min"],
  [7200, "2 h"],
  [172799, "47 h"],
  [172800, "2 d"],
])("reads %d seconds as %s", (seconds, text) => {
  expect(ago(seconds * 1000)).toBe(text)
})

it("is exact and absolute in UTC", () => {
  expect(utc(NOW)).toBe("2026-01-15 12:00:00 UTC")
})
