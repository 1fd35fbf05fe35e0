/** Owns the stand-in for Railway: an HTTP server whose answers have status 200 whatever is in them, and its switches. */
import { CANARY, REPOSITORY } from "../conformance/stage.js"
import type { Fate, Platform as Switches } from "../conformance/subject.js"
import { fakePlatform, type FakePlatform, type Heard, type Reply } from "../fake-platform.js"
import { type Document, execute } from "./graphql.js"
import { ENVIRONMENT, Platform, PROJECT, SERVICE, SETTLED } from "./platform.js"

export const PROJECT_TOKEN = CANARY
export const ACCOUNT_TOKEN = "canary-railway-account-token-91bc"

/** Answers of status 200 that hold an error, for the operations of these names, so many times. */
export type Refusals = Map<string, Refusal>

export interface Refusal {
  message: string
  times: number
  /** Railway says INTERNAL_SERVER_ERROR to nearly everything. */
  code?: string
  /** Beside the error, and looking well. */
  data?: object
  /** Whatever was sent comes back in the error. */
  quotes?: boolean
}

export interface FakeRailway extends Switches {
  base: FakePlatform
  platform: Platform
  refusals: Refusals
}

const OTHER = `${REPOSITORY}@sha256:${"f".repeat(64)}`
const FATES: Record<Fate, string[]> = {
  live: SETTLED,
  slow: [...Array<string>(20).fill("BUILDING"), ...SETTLED],
  stuck: ["QUEUED", "DEPLOYING"],
  failed: ["BUILDING", "FAILED"],
  unknown: ["BUILDING", "CANCELLED"],
  superseded: ["BUILDING", "REMOVED"],
  "wrong image": SETTLED,
}

export async function fakeRailway(): Promise<FakeRailway> {
  const platform = new Platform()
  const refusals: Refusals = new Map()
  const answer = (heard: Heard) => answerOf(platform, refusals, heard)
  const base = await fakePlatform({ answer, isChange, requestIdHeader: "x-railway-request-id" })
  const place = { project: PROJECT, environment: ENVIRONMENT, service: SERVICE }
  return {
    ...base,
    base,
    platform,
    refusals,
    environment: { target: "railway", options: { ...place, endpoint: base.endpoint, pollSeconds: 30 } },
    next: (fate) => platform.once({ states: FATES[fate], ...(fate === "wrong image" ? { runs: OTHER } : {}) }),
    rollbacks(how) {
      // Railway's own way and the digest again: both, or there is a way back.
      if (how === "refuse") for (const name of ["Rollback", "Deploy"]) refusals.set(name, { message: "No", times: 99 })
      else Object.assign(platform.odd, { rollbackForgotten: true, stale: true })
    },
    deployments: () => platform.deployments.filter(({ by }) => by !== "rollback").length,
    serves: () => platform.live()?.image.split("@")[1],
    variables: () => platform.live()?.variables ?? {},
  }
}

function isChange({ body }: Heard): boolean {
  return (body as Document).query.trimStart().startsWith("mutation")
}

function answerOf(platform: Platform, refusals: Refusals, { headers, body }: Heard): Reply {
  const document = body as Document
  const name = /(?:query|mutation) (\w+)/.exec(document.query)?.[1] ?? ""
  const project = headers["project-access-token"] === PROJECT_TOKEN
  const account = headers.authorization === `Bearer ${ACCOUNT_TOKEN}`
  if (!project && !account) return refused("Not Authorized")
  if (account && name === "Token") return refused("Project Token not found")
  const refusal = refusals.get(name)
  if (refusal && refusal.times-- > 0) {
    const quoted = refusal.quotes ? `: ${JSON.stringify([headers, document.variables])}` : ""
    return refused(`${refusal.message}${quoted}`, refusal.data, refusal.code)
  }
  return { status: 200, body: execute(platform, document) }
}

function refused(message: string, data: object | null = null, code = "INTERNAL_SERVER_ERROR"): Reply {
  const error = { message, path: null, extensions: { code }, traceId: "8041726354" }
  return { status: 200, body: { errors: [error], data } }
}
