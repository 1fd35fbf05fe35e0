/** Owns asking Railway: one document, its answer read by a schema, and an error in it never taken for an answer. */
import type { z } from "zod"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { type PlatformApi, platformApi, saidNo } from "../platform-api.js"
import { optionsOf } from "../settings.js"
import { documents, type Operation } from "./documents.js"
import { guards } from "./guards.js"
import type { RailwayOptions } from "./options.js"

export const PLATFORM = "Railway"

/** One environment of ours on Railway. */
export interface Railway {
  context: Context
  environment: EnvironmentName
  options: RailwayOptions
  api: PlatformApi
}

export function railwayOf(context: Context, environment: EnvironmentName): Railway {
  const options = optionsOf(context, environment, "railway")
  const { endpoint, tokenKind } = options
  const api = platformApi(context, environment, {
    platform: PLATFORM,
    endpoint,
    authorize: (token): Record<string, string> =>
      tokenKind === "project" ? { "project-access-token": token } : { authorization: `Bearer ${token}` },
    requestIds: ["x-railway-request-id", "x-request-id"],
    advice: {},
  })
  return { context, environment, options, api }
}

interface Asking<T> {
  /** After "did not": "read the deployments". */
  what: string
  operation: Operation
  variables: Record<string, unknown>
  answer: z.ZodType<T>
  /** A change that does the same when it is made twice. */
  repeatable?: boolean
  withinMs?: number
  /** Secrets within the variables: an error may quote them. */
  secrets?: readonly string[]
}

export function ask<T>(
  { api }: Railway,
  { what, operation, variables, answer, repeatable, withinMs, secrets }: Asking<T>,
): Promise<T> {
  const query = documents[operation]
  const [, kind, name] = /^\s*(query|mutation) (\w+)/.exec(query)!
  const isRead = kind === "query"
  return api.ask({
    what,
    method: "POST",
    // As Railway's own site does it: logs show which request it was. A parameter named query would itself be a document.
    path: `?q=${name}`,
    body: { query, variables },
    repeatable: repeatable ?? isRead,
    ...(withinMs === undefined ? {} : { withinMs }),
    ...(secrets ? { secrets } : {}),
    read: (body) => answer.parse(dataOf(body, isRead)),
  })
}

/** Railway says with status 200 what went wrong, also what will pass; of a change nobody knows whether it was made. */
function dataOf(body: unknown, isRead: boolean): unknown {
  const wrong = guards.errorIn(body)
  if (wrong === undefined) return (body as { data?: unknown } | undefined)?.data
  throw Object.assign(saidNo(wrong), isRead && guards.mayPass(body) ? { trouble: "later" } : {})
}

/** The ids that name the service, as most operations want them. */
export function placeOf({ options }: Railway): { environmentId: string; serviceId: string } {
  return { environmentId: options.environment, serviceId: options.service }
}
