/** Owns one bounded HTTP call of a notifier: an answer, or the trouble in words that hold no address and no secret. */
import { inTrouble, type Trouble } from "./notifier.js"

export interface Asked {
  method: "GET" | "POST" | "PATCH"
  url: string
  headers?: Record<string, string>
  body?: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
}

/** Troubles are answers other than `accepted`, and no answer at all. */
export type Call = (asked: Asked, accepted: (status: number) => boolean) => Promise<Answer | Trouble>

interface Options {
  fetch: typeof fetch
  now: () => number
  /** How long this call may take, its body included. */
  limitMs: () => number
}

export function caller({ fetch, now, limitMs }: Options): Call {
  return async (asked, accepted) => {
    const raw = await exchange(fetch, asked, limitMs())
    if (inTrouble(raw)) return raw
    const { status, text, headers } = raw
    if (accepted(status))
      return text === undefined ? lost(`status ${status}, and then the connection broke`) : { status, headers, text }
    return {
      ...blame(status, headers, now()),
      reason: `status ${status}${text?.trim() ? `: ${text.trim().slice(0, 200)}` : ""}`,
    }
  }
}

interface Raw {
  status: number
  headers: Headers
  /** Nothing when the connection broke within it. */
  text: string | undefined
}

async function exchange(fetch: Options["fetch"], { url, ...init }: Asked, limitMs: number): Promise<Raw | Trouble> {
  if (!URL.canParse(url)) return { trouble: "refused", reason: "its address is not a URL" }
  // An old connection that the vendor is just closing would look like a lost answer.
  const headers = { connection: "close", "user-agent": "shipway", ...init.headers }
  const signal = AbortSignal.timeout(Math.max(1, limitMs))
  try {
    // Not followed: a redirect would carry the secret elsewhere.
    const response = await fetch(url, { ...init, headers, redirect: "manual", signal })
    const text = await response.text().catch(() => undefined)
    return { status: response.status, headers: response.headers, text }
  } catch (error) {
    // Only the code: a message may quote the address, which may be the secret.
    const code = codeOf(error)
    if (code === "TimeoutError") return lost(`no answer within ${limitMs / 1000} s`)
    return NEVER_SENT.includes(code)
      ? { trouble: "later", reason: `no connection (${code})` }
      : lost(`no answer (${code})`)
  }
}

const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]

function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string; errors?: { code?: string }[] } }
  return cause?.code ?? cause?.errors?.[0]?.code ?? name ?? "unknown"
}

function lost(reason: string): Trouble {
  return { trouble: "lost", reason }
}

/** A gateway that lost its server does not know what the server did. */
const UNSURE = [408, 502, 504]

function blame(status: number, headers: Headers, now: number): Omit<Trouble, "reason"> {
  const afterMs = askedToWait(headers, now)
  const limited = status === 429 || (status === 403 && afterMs !== undefined)
  const wait = afterMs === undefined ? {} : { afterMs }
  if (UNSURE.includes(status)) return { trouble: "lost", ...wait }
  return limited || status >= 500 ? { trouble: "later", ...wait } : { trouble: "refused" }
}

/** Retry-After in seconds or as a date; else GitHub's word for when a spent budget is filled again. */
function askedToWait(headers: Headers, now: number): number | undefined {
  const after = headers.get("retry-after")
  if (after !== null) {
    const ms = /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - now
    return Number.isNaN(ms) ? undefined : Math.max(0, ms)
  }
  if (headers.get("x-ratelimit-remaining") !== "0") return undefined
  const reset = Number(headers.get("x-ratelimit-reset"))
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - now) : undefined
}
