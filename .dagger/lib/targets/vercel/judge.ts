/** Owns what Vercel's words mean: a deployment's readyState, and the request that moves the domains. Pure. */
import type { Judged } from "../waiting.js"
import type { AliasRequest, Shown } from "./answers.js"

/** The last two are from before 2022; some projects still see them. */
const IN_PROGRESS = ["QUEUED", "BUILDING", "INITIALIZING", "ANALYZING", "DEPLOYING"]

/** READY says that it was built and can be asked at its own address; never that anybody is sent there. */
export function judgeBuild({ readyState, readyStateReason, errorCode, errorMessage }: Shown): Judged {
  if (readyState === "READY") return { state: "live" }
  if (IN_PROGRESS.includes(readyState)) return { state: "progressing", says: readyState.toLowerCase() }
  const said = [errorCode, errorMessage ?? readyStateReason].filter(Boolean).join(": ")
  const why = said ? `${readyState}, ${said}` : readyState
  if (readyState === "CANCELED") return { state: "superseded", reason: `somebody or Vercel cancelled it (${why})` }
  if (readyState === "BLOCKED") return { state: "failed", reason: `Vercel does not let it be built (${why})` }
  if (/(^|_)ERROR$/.test(readyState)) return { state: "failed", reason: why }
  return { state: "unknown", reason: `readyState is ${why}` }
}

export interface Wanted {
  id: string
  type: "promote" | "rollback"
  /** The request that was there before ours; the same one again is a stale answer. */
  before: AliasRequest | undefined
}

export interface Moved {
  request: AliasRequest | undefined
  /** Which deployment the production domain answers with. */
  serving: string | undefined
  /** Of a move that failed: the domains that did not follow. */
  stuck?: string
}

/** The domain itself is asked as well: a request that succeeded is Vercel's word, not the fact. */
export function judgeMove({ request, serving, stuck }: Moved, { id, type, before }: Wanted): Judged {
  const queued: Judged = { state: "progressing", says: `the ${type} is queued` }
  if (!request || isSame(before, request)) return queued
  if (request.toDeploymentId === id && request.type === type) return judgeJob(request, serving, stuck)
  // A read that is older than what was read before says nothing about now.
  if (before && request.requestedAt <= before.requestedAt) return queued
  return { state: "superseded", reason: `a ${request.type} to ${request.toDeploymentId} was asked for since` }
}

const MOVING = ["pending", "in-progress"]

/** Whether a request is still under way, or in a state that nobody can tell the end of. */
export function isMoving(request: AliasRequest | null | undefined): boolean {
  return request !== null && request !== undefined && MOVING.includes(request.jobStatus)
}

function judgeJob({ jobStatus, type, toDeploymentId }: AliasRequest, serving?: string, stuck?: string): Judged {
  if (MOVING.includes(jobStatus)) return { state: "progressing", says: `the ${type} is ${jobStatus}` }
  if (jobStatus === "succeeded")
    return serving === toDeploymentId
      ? { state: "live" }
      : { state: "progressing", says: `the ${type} succeeded, but the domain answers with ${serving ?? "nothing"}` }
  if (jobStatus === "failed" || jobStatus === "skipped")
    return { state: "failed", reason: `the ${type} was ${jobStatus}${stuck ? `; domains: ${stuck}` : ""}` }
  return { state: "unknown", reason: `the ${type}'s jobStatus is ${jobStatus}` }
}

function isSame(one: AliasRequest | undefined, other: AliasRequest): boolean {
  return (
    one?.requestedAt === other.requestedAt && one.toDeploymentId === other.toDeploymentId && one.type === other.type
  )
}
