/** Owns the HTTP side of the stand-in for Railway: who may ask, and answers of status 200 whatever is in them. */
import type { Heard, Reply } from "../../notify/fakes/vendor.js"
import { type Document, execute } from "./graphql.js"
import { ENVIRONMENT, type Platform, PROJECT } from "./platform.js"

export const PROJECT_TOKEN = "canary-railway-project-token-7f3a"
export const ACCOUNT_TOKEN = "canary-railway-account-token-91bc"

/** Answers of status 200 that hold an error, for the operations of these names, so many times. */
export type Refusals = Map<string, { message: string; times: number }>

export function answerOf(platform: Platform, refusals: Refusals) {
  return ({ headers, body }: Heard): Reply => {
    const document = JSON.parse(body) as Document
    const name = /(?:query|mutation) (\w+)/.exec(document.query)?.[1] ?? ""
    const project = headers["project-access-token"] === PROJECT_TOKEN
    const account = headers.authorization === `Bearer ${ACCOUNT_TOKEN}`
    if (!project && !account) return json({ errors: [wrong("Not Authorized")], data: null })
    if (account && name === "Token") return json({ errors: [wrong("Project Token not found")], data: null })
    const refusal = refusals.get(name)
    if (refusal && refusal.times-- > 0) return json({ errors: [wrong(refusal.message)], data: null })
    return json(execute(platform, document))
  }
}

function wrong(message: string) {
  return { message, path: null, extensions: { code: "INTERNAL_SERVER_ERROR" }, traceId: "8041726354" }
}

function json(value: object): Reply {
  const headers = { "content-type": "application/json", "x-railway-request-id": "req-fra1-42" }
  return { status: 200, body: JSON.stringify(value), headers }
}

export const PLACE = { project: PROJECT, environment: ENVIRONMENT }
