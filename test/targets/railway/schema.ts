/** Owns the two schemas of Railway that the tests hold the documents against: our own part, and the vendor's where it is there. */
import { existsSync, readFileSync } from "node:fs"
import { buildClientSchema, buildSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql"

const OWN = "test/targets/railway/schema.graphql"
const BESIDE_THE_REPOSITORY = "../shared/contracts/railway.schema.json"
export const VARIABLE = "SHIPWAY_RAILWAY_SCHEMA"

export const ownSchema = (): GraphQLSchema => buildSchema(readFileSync(OWN, "utf8"))

export interface VendorSchema {
  schema?: GraphQLSchema
  /** Why there is none. */
  absent?: string
}

/** Named by the variable, it must be there; beside the repository, it may be. */
export function vendorSchema(env: Record<string, string | undefined> = process.env): VendorSchema {
  const path = env[VARIABLE] ?? BESIDE_THE_REPOSITORY
  if (env[VARIABLE] === undefined && !existsSync(path))
    return { absent: `${BESIDE_THE_REPOSITORY} is not there, nor is ${VARIABLE} set: held against our own schema only` }
  const { data } = JSON.parse(readFileSync(path, "utf8")) as { data: IntrospectionQuery }
  return { schema: buildClientSchema(data) }
}
