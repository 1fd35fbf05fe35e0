/** Shows that every document sent to Railway is valid by the vendor's own schema, and our part of it is a part of it. */
import { buildSchema, type GraphQLEnumType, type GraphQLSchema, parse, validate } from "graphql"
import { describe, expect, it } from "vitest"
import { documents } from "../../../.dagger/lib/targets/railway/documents.js"
import { strayFrom } from "./part-of.js"
import { ownSchema, VARIABLE, vendorSchema } from "./schema.js"

const vendor = vendorSchema()
if (vendor.absent) console.log(`Railway: ${vendor.absent}`)
const own = ownSchema()
const schemas: [string, GraphQLSchema][] = [
  ["our own", own],
  ...(vendor.schema ? [["the vendor's", vendor.schema] as [string, GraphQLSchema]] : []),
]
const ASKS = "type Query { a(i: I): Int }"
const SHOWS = "type Query { a: T }"
const errorsOf = (schema: GraphQLSchema, text: string) => validate(schema, parse(text)).map(({ message }) => message)

describe.each(schemas)("by %s schema", (_, schema) => {
  it.each(Object.entries(documents))("the document %s is valid", (_, text) => {
    expect(errorsOf(schema, text)).toEqual([])
  })

  it("a selection of deploymentRollback is not, although Railway's documentation shows one", () => {
    expect(errorsOf(schema, `mutation { deploymentRollback(id: "1") { id status } }`)).toEqual([
      expect.stringContaining(`must not have a selection since type "Boolean!" has no subfields`),
    ])
  })

  it("the filter successfulOnly is not, although Railway's documentation shows it", () => {
    expect(
      errorsOf(schema, `{ deployments(input: { status: { successfulOnly: true } }) { edges { node { id } } } }`),
    ).toHaveLength(1)
  })

  it.each(["serviceInstanceRedeploy", "deploymentRedeploy", "serviceConnect"])(
    "has %s, which deploys something else or elsewhere than meant: no document asks for it (trap 2)",
    (name) => {
      expect(Object.keys(schema.getMutationType()!.getFields()).includes(name) || schema === own).toBe(true)
      for (const text of Object.values(documents)) expect(text).not.toContain(name)
    },
  )

  it("has the thirteen states that are judged", () => {
    expect((schema.getType("DeploymentStatus") as GraphQLEnumType).getValues()).toHaveLength(13)
  })
})

describe("our own schema", () => {
  it("is a part of the vendor's, or of itself where that is absent", () => {
    expect(strayFrom(own, vendor.schema ?? own)).toEqual([])
  })

  it.each([
    ["a field that is gone", "type Query { a: Int, b: Int }", "type Query { a: Int }", "Query.b is not there"],
    ["a field of another type", "type Query { a: Int! }", "type Query { a: Int }", "Query.a is Int, not Int!"],
    ["an argument that is gone", "type Query { a(x: Int): Int }", "type Query { a: Int }", "Query.a(x) is not there"],
    [
      "an argument of another type",
      "type Query { a(x: Int): Int }",
      "type Query { a(x: ID): Int }",
      "Query.a(x) is ID, not Int",
    ],
    [
      "a required argument more",
      "type Query { a: Int }",
      "type Query { a(z: Int!): Int }",
      "Query.a lacks z, which is required",
    ],
    [
      "an input field that is gone",
      `${ASKS} input I { p: Int, r: Int }`,
      `${ASKS} input I { p: Int }`,
      "I(r) is not there",
    ],
    [
      "a required input field more",
      `${ASKS} input I { p: Int }`,
      `${ASKS} input I { p: Int, q: Int! }`,
      "I lacks q, which is required",
    ],
    ["a value that is gone", `${SHOWS} enum T { ONE TWO }`, `${SHOWS} enum T { ONE }`, "T.TWO is not there"],
    ["a type that is something else", `${SHOWS} scalar T`, `${SHOWS} enum T { ONE }`, "T is something else"],
    ["a type that is gone", `${SHOWS} scalar T`, "type Query { a: Int }", "T is not there"],
  ])("would not be a part of a schema with %s", (_, part, whole, stray) => {
    expect(strayFrom(buildSchema(part), buildSchema(whole))).toContain(stray)
    expect(strayFrom(buildSchema(part), buildSchema(part))).toEqual([])
  })
})

it("a schema that the variable names must be there", () => {
  expect(() => vendorSchema({ [VARIABLE]: "nowhere.json" })).toThrow("nowhere.json")
})
