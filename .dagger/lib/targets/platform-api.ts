/**
 * Owns asking a platform's HTTP API: in bounded time, again only where that does no harm, and with every failure told
 * by platform, operation, status, request id and what to do. A token is never part of it.
 */
import { failure, type ShipwayError } from "../errors.js"
import { attempts } from "../exec/attempts.js"
import { type Asked, blame, exchange, inTrouble, lost, type Raw, refused, type Trouble } from "../exec/http.js"
import { redact } from "../exec/redact.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import { credential, plaintextOf } from "./secrets.js"

/** One try, its whole answer included. */
const CALL_MS = 30_000
/** For a log: no step waits long for what changes no verdict. */
export const LOG_MS = 15_000
/** All tries of one operation with the pauses between them: the longest that a vendor's Retry-After is honoured. */
const OPERATION_MS = 180_000

export interface Vendor {
  /** As people call it: Render. */
  platform: string
  endpoint: string
  authorize: (token: string) => Record<string, string>
  /** The headers in which it says which request this was. */
  requestIds: readonly string[]
  /** What to do about an answer with this status, where there is more to say than "look at its status page". */
  advice: Partial<Record<number, string>>
}

export interface Operation<T> {
  /** After "did not": "read the deploys of srv-1". */
  what: string
  method: Asked["method"]
  path: string
  body?: unknown
  /** Sent twice it does the same as once; reads always are. */
  repeatable?: boolean
  /** All tries together, where little hangs on it. */
  withinMs?: number
  /** The secrets in its body: an error may quote them. */
  secrets?: readonly string[]
  /** Takes the parsed body (undefined when it was empty); what it throws makes the answer unreadable, but for `saidNo`. */
  read: (body: unknown, status: number) => T
}

export interface PlatformApi {
  ask<T>(operation: Operation<T>): Promise<T>
}

/** What became of it, for callers to whom a lost change is not the end: they look whether it was made. */
export type PlatformError = ShipwayError & { trouble: Trouble["trouble"]; status: number | undefined }

export function platformError(error: unknown): PlatformError | undefined {
  return error instanceof Error && "trouble" in error ? (error as PlatformError) : undefined
}

/** For `read`: the answer is in order, and says what went wrong. */
export function saidNo(reason: string): Error & Trouble {
  return Object.assign(new Error(reason), refused(reason))
}

/** Replaced one by one in tests, which shows what each of them is there for. */
export const guards = {
  redact,
  /** A change whose answer was lost may have been made. */
  isRepeatable: ({ method, repeatable = method === "GET" }: Pick<Operation<unknown>, "method" | "repeatable">) =>
    repeatable,
}

interface Answered<T> {
  value: T
}

type Failed = Trouble & { status?: number; request?: string }

export function platformApi(context: Context, environment: EnvironmentName, vendor: Vendor): PlatformApi {
  return {
    async ask<T>(operation: Operation<T>): Promise<T> {
      const { clock, fetch } = context
      const secret = await credential(context, environment)
      const token = await plaintextOf(secret, `${environment}'s credential for ${vendor.platform}`)
      const asked = askedOf(vendor, operation, token)
      const { withinMs = OPERATION_MS } = operation
      const known = [token, ...(operation.secrets ?? [])]
      const once = async (): Promise<Answered<T> | Failed> =>
        judged(await exchange(fetch, asked, Math.min(CALL_MS, withinMs)), vendor, operation, known, clock.now())
      const { answer } = await attempts<Answered<T>>({
        once,
        isTrouble: (one): one is Trouble => inTrouble(one),
        repeatable: guards.isRepeatable(operation),
        clock,
        random: Math.random,
        deadline: clock.now() + withinMs,
      })
      if (inTrouble(answer)) throw errorOf(vendor, operation.what, answer, known)
      return answer.value
    },
  }
}

function askedOf(vendor: Vendor, { method, path, body }: Operation<unknown>, token: string): Asked {
  const url = `${vendor.endpoint.replace(/\/+$/, "")}${path}`
  const headers = { accept: "application/json", ...vendor.authorize(token) }
  if (body === undefined) return { method, url, headers }
  return { method, url, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) }
}

function judged<T>(
  raw: Raw | Trouble,
  vendor: Vendor,
  operation: Operation<T>,
  known: readonly string[],
  now: number,
): Answered<T> | Failed {
  if (inTrouble(raw)) return raw
  const { status, headers, text } = raw
  const request = vendor.requestIds.map((name) => headers.get(name)).find((id) => id !== null)
  const facts = { status, ...(request ? { request } : {}) }
  if (text === undefined) return { ...lost(`status ${status}, and then the connection broke`), ...facts }
  if (status < 200 || status > 299)
    return { ...refusal(status, headers, now), reason: said(status, text, known), ...facts }
  const body = parsed(text)
  // A proxy's page in place of an answer: nobody knows what became of the request.
  if (body instanceof Error) {
    const says = isPage(text) ? `: ${excerpt(text, known)}` : ""
    return { ...lost(`status ${status}, but the answer is not JSON${says}`), ...facts }
  }
  try {
    return { value: operation.read(body, status) }
  } catch (error) {
    if (inTrouble(error as Error))
      return { ...(error as Trouble), reason: `status ${status}: ${(error as Error).message}`, ...facts }
    return { ...refused(`status ${status}, but the answer is not as documented: ${problemOf(error)}`), ...facts }
  }
}

/** Only "too many requests" promises that a change was not made. */
function refusal(status: number, headers: Headers, now: number): Omit<Trouble, "reason"> {
  const trouble = blame(status, headers, now)
  return status >= 500 ? { ...trouble, trouble: "lost" } : trouble
}

function parsed(text: string): unknown {
  if (text.trim() === "") return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

function said(status: number, text: string, known: readonly string[]): string {
  return `status ${status}${text.trim() ? `: ${excerpt(text, known)}` : ""}`
}

/** Anything else that is no JSON may be half an answer, with other people's secrets in it. */
function isPage(text: string): boolean {
  return /<html|<!doctype/i.test(text)
}

/** Of a page only what it says. Secrets go before it is cut: half of one would not be known again. */
function excerpt(text: string, known: readonly string[]): string {
  const words = isPage(text) ? text.replace(/<(script|style)[^]*?<\/\1>|<[^>]*>/gi, " ") : text
  return guards.redact(words, known).replace(/\s+/g, " ").trim().slice(0, 200)
}

/** The first of zod's issues in one line; of anything else its message. */
function problemOf(error: unknown): string {
  const { issues, message } = error as { issues?: { path: PropertyKey[]; message: string }[]; message?: string }
  const [first] = issues ?? []
  return first ? `${first.path.join(".") || "(whole)"}: ${first.message}` : (message ?? String(error))
}

function errorOf(vendor: Vendor, operation: string, failed: Failed, secrets: readonly string[]): PlatformError {
  const { trouble, reason, status, request = "" } = failed
  const error = failure("PLATFORM_CALL", {
    platform: vendor.platform,
    operation,
    reason: guards.redact(reason, secrets),
    request: guards.redact(request, secrets),
    advice: (status !== undefined && vendor.advice[status]) || adviceFor(vendor.platform, failed),
  })
  return Object.assign(error, { trouble, status })
}

function adviceFor(platform: string, { trouble, status }: Failed): string {
  if (status === 401)
    return `The credential is not valid (any more): make a new one on ${platform}'s site and pass that.`
  if (status === 403) return `The credential may not do this: give it the permission, or pass another one.`
  if (status === 404) return `Check the ids under options: in the config, and that the credential can see them.`
  if (status === 429) return `${platform} limits how often it may be asked: wait, then call again.`
  return trouble === "refused"
    ? `Mend what ${platform} names, then call again, a release under a new --run.`
    : `See whether ${platform} has an outage and can be reached from the engine; then call again, a release under a new --run.`
}
