/** Owns the GraphQL side of the stand-in for Railway: documents are executed by our own schema, so a wrong one fails. */
import { type DocumentNode, executeSync, type GraphQLEnumType, GraphQLError, parse, validate } from "graphql"
import { ENVIRONMENT, type FakeDeployment, type Platform, PROJECT, SERVICE } from "./platform.js"
import { ownSchema } from "./schema.js"

interface Place {
  projectId?: string
  environmentId: string
  serviceId: string
}

const schema = ownSchema()
// Railway may say what its schema does not know.
;(schema.getType("DeploymentStatus") as GraphQLEnumType).serialize = String

export interface Document {
  query: string
  variables?: Record<string, unknown>
}

export function execute(platform: Platform, { query, variables = {} }: Document): object {
  const { document, errors } = checked(query)
  if (errors.length > 0) return { errors: errors.map(({ message }) => ({ message })) }
  const rootValue = { ...queries(platform), ...changes(platform) }
  const result = executeSync({ schema, document, rootValue, variableValues: variables })
  // As it would be sent: an error's own fields are no plain ones.
  return JSON.parse(JSON.stringify(result)) as object
}

const documents = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>()

/** There are a dozen documents, and they are sent a thousand times. */
function checked(query: string) {
  const before = documents.get(query)
  if (before) return before
  const document = parse(query)
  const it = { document, errors: validate(schema, document) }
  documents.set(query, it)
  return it
}

function queries(platform: Platform) {
  return {
    projectToken: () => ({ projectId: PROJECT, environmentId: ENVIRONMENT }),
    serviceInstance: (place: Place) => {
      known(place)
      return { serviceName: "shop", source: { image: platform.source } }
    },
    deployment: ({ id }: { id: string }) => shown(platform, platform.look(byId(platform, id))),
    deployments: ({ input, first = 10, after }: ListArgs) => {
      known(input)
      const wanted = platform.list().filter(({ status }) => input.status?.in?.includes(status) ?? true)
      const from = after ? Number(after) : 0
      const page = wanted.slice(from, from + first)
      const more = from + first < wanted.length
      return {
        edges: page.map((one) => ({ node: shown(platform, one) })),
        pageInfo: { hasNextPage: more, endCursor: more ? String(from + first) : null },
      }
    },
    deploymentEvents: ({ id }: { id: string }) => ({
      edges: byId(platform, id).status === "FAILED" ? [{ node: HEALTHCHECK }] : [],
    }),
    deploymentLogs: ({ deploymentId, limit }: { deploymentId: string; limit: number }) => {
      const { image } = byId(platform, deploymentId)
      const line = (second: number, message: string) => ({
        timestamp: `2026-01-01T00:00:0${second}.000000001Z`,
        severity: "info",
        message,
      })
      return [line(2, `GET ${DATABASE_URL}`), line(1, `started ${image}`)].slice(0, limit)
    },
    domains: (place: Place) => {
      known(place)
      const named = (names: string[]) => names.map((domain) => ({ domain }))
      return { customDomains: named(platform.domains.custom), serviceDomains: named(platform.domains.service) }
    },
    variables: (place: Place) => {
      known(place)
      return platform.variables
    },
  }
}

interface ListArgs {
  input: Place & { status?: { in?: string[] } }
  first?: number
  after?: string
}

/** An app that writes down what it was told to keep to itself. */
const DATABASE_URL = "postgres://shop:canary-database-password@db.internal/shop"
const HEALTHCHECK = { step: "HEALTHCHECK", payload: { error: "1/1 replicas never became healthy", reason: null } }

interface Settings {
  source?: { image: string }
  registryCredentials?: { username: string; password: string }
}

interface Upsert extends Place {
  variables: Record<string, string>
  replace?: boolean
  skipDeploys?: boolean
}

function changes(platform: Platform) {
  return {
    serviceInstanceUpdate: ({ input, ...place }: Place & { input: Settings }) => {
      known(place)
      if (platform.odd.refusing.includes("serviceInstanceUpdate")) return false
      const { source, registryCredentials, ...settings } = input
      if (source) platform.source = source.image
      if (registryCredentials) platform.credentials = registryCredentials
      Object.assign(platform.settings, settings)
      platform.done.push(`update ${source?.image ?? ""}`.trim())
      return true
    },
    variableCollectionUpsert: ({ input }: { input: Upsert }) => {
      known(input)
      if (platform.odd.refusing.includes("variableCollectionUpsert")) return false
      platform.variables = { ...(input.replace ? {} : platform.variables), ...input.variables }
      platform.done.push("variables")
      if (!input.skipDeploys && platform.source) platform.start("variables", platform.source, platform.variables)
      return true
    },
    serviceInstanceDeployV2: (place: Place) => {
      known(place)
      if (!platform.source) throw new GraphQLError("Service has no source")
      return platform.deploy().id
    },
    serviceInstanceRedeploy: () => Boolean(platform.start("redeploy", platform.live()!.image, platform.variables)),
    deploymentRollback: ({ id }: { id: string }) => {
      const to = byId(platform, id)
      if (!to.canRollback) throw new GraphQLError("Deployment image is no longer available")
      return platform.rollback(to)
    },
    deploymentCancel: ({ id }: { id: string }) => ended(platform, id, "cancel", "REMOVED"),
    deploymentRemove: ({ id }: { id: string }) => ended(platform, id, "remove", "REMOVED"),
  }
}

function ended(platform: Platform, id: string, by: string, status: string): boolean {
  const found = byId(platform, id)
  if (!platform.odd.immortal) {
    platform.say(found, status)
    found.canRollback = false
  }
  platform.done.push(`${by} ${id}`)
  return true
}

function known({ projectId = PROJECT, environmentId, serviceId }: Place): void {
  if (projectId !== PROJECT) throw new GraphQLError("Project not found")
  if (environmentId !== ENVIRONMENT) throw new GraphQLError("Environment not found")
  if (serviceId !== SERVICE) throw new GraphQLError("ServiceInstance not found")
}

function byId(platform: Platform, id: string): FakeDeployment {
  const found = platform.deployments.find((one) => one.id === id)
  if (!found) throw new GraphQLError("Deployment not found")
  return found
}

function shown({ odd }: Platform, { image, ...deployment }: FakeDeployment): object {
  const [name, digest] = image.split("@")
  const meta = { embedded: { image }, beside: { image: name, imageDigest: digest }, nowhere: { image: name } }[
    odd.digest
  ]
  return { ...deployment, canRollback: deployment.canRollback && !odd.nothingKept, meta }
}
