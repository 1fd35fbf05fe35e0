/** Shows what every state of a Railway deployment means, those that nobody has heard of included. */
import fc from "fast-check"
import type { GraphQLEnumType } from "graphql"
import { expect, it } from "vitest"
import { HAS_SERVED, meaningOf, STATUSES } from "../../../.dagger/lib/targets/railway/state.js"
import { ownSchema, vendorSchema } from "./schema.js"

it.each([
  ["INITIALIZING", "under-way"],
  ["QUEUED", "under-way"],
  ["WAITING", "under-way"],
  ["NEEDS_APPROVAL", "under-way"],
  ["BUILDING", "under-way"],
  ["DEPLOYING", "under-way"],
  ["SUCCESS", "up"],
  ["SLEEPING", "up"],
  ["FAILED", "bad"],
  ["CRASHED", "bad"],
  ["SKIPPED", "superseded"],
  ["REMOVED", "superseded"],
  ["REMOVING", "superseded"],
  ["CANCELLED", "unknown"],
  ["success", "unknown"],
  ["", "unknown"],
])("%s is %s", (status, meaning) => {
  expect(meaningOf(status)).toBe(meaning)
})

it("judges the states of the schema, all of them and no other", () => {
  const type = (vendorSchema().schema ?? ownSchema()).getType("DeploymentStatus") as GraphQLEnumType

  expect(STATUSES.toSorted()).toEqual(
    type
      .getValues()
      .map(({ name }) => name)
      .toSorted(),
  )
  expect(STATUSES).toEqual(expect.arrayContaining(HAS_SERVED))
})

it("whatever else Railway says is unknown, also what every object has", () => {
  fc.assert(fc.property(fc.string(), (said) => STATUSES.includes(said as never) || meaningOf(said) === "unknown"))
  for (const said of ["constructor", "toString", "__proto__"]) expect(meaningOf(said)).toBe("unknown")
})
