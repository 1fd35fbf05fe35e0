/** Shows which other release of production is the one before, and which one has taken over. */
import { expect, it } from "vitest"
import { newerThan, previousOf, wayBackFrom } from "../../.dagger/lib/rollback/before.js"
import { deployment, previous } from "./situations.js"

it.each([
  ["what was read", { previous }, previous],
  ["nothing, which was read", { previous: undefined }, "first-release"],
  ["nothing that anybody read", {}, "unread"],
] as const)("before this release there was %s", (_, handed, expected) => {
  expect(previousOf(handed)).toBe(expected)
})

const mine = { digest: "sha256:v2", since: "2026-01-02T00:00:00.000Z" }
const later = { at: "2026-01-03T00:00:00.000Z" }

it.each([
  ["another release that came later", deployment("v3", later), "release v3 of run run-v3"],
  ["nothing", undefined, undefined],
  ["this release", deployment("v2"), undefined],
  ["this image, served anew", deployment("v2", later), undefined],
  ["the release before, served anew", deployment("v1", later), undefined],
  ["another release that came earlier", deployment("v0"), undefined],
  ["a mixture", deployment("v3", { ...later, mixed: "v2 and v3" }), undefined],
  ["another release of which nobody knows when", deployment("v3", { at: "soon" }), undefined],
])("%s is a newer release or not", (_, current, expected) => {
  expect(newerThan(current, mine, previous)).toBe(expected)
})

it("from a mixture, the way back is the last release that served alone", () => {
  expect(wayBackFrom({ ...previous, mixed: "v2 and v3" })).toEqual(previous)
  expect(wayBackFrom(previous)).toEqual(previous)
  expect(wayBackFrom(undefined)).toBeNull()
})

it("any later release is newer than the first one that never got there", () => {
  expect(newerThan(deployment("v3", later), { ...mine, digest: undefined }, "first-release")).toBe(
    "release v3 of run run-v3",
  )
})
