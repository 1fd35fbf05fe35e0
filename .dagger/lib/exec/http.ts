/** Owns one bounded HTTP exchange: an answer, or the trouble in words that hold no address and no secret. */

export interface Asked {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  url: string
  headers?: Record<string, string>
  body?: string
}

/** Why nothing came of it, and what may be done about that. */
export interface Trouble {
  /** refused: sending it again is no use. later: it was not taken, and may be sent again. lost: it may have been taken. */
  trouble: "refused" | "later" | "lost"
  reason: string
  /** How long the vendor asks to be left alone. */
  afterMs?: number
}

export function refused(reason: string): Trouble {
  return { trouble: "refused", reason }
}

export function lost(reason: string): Trouble {
  return { trouble: "lost", reason }
}

export function inTrouble(answer: object): answer is Trouble {
  return "trouble" in answer
}

export interface Raw {
  status: number
  headers: Headers
  /** Nothing when the connection broke within it. */
  text: string | undefined
}

export async function exchange(
  fetch: typeof globalThis.fetch,
  { url, ...init }: Asked,
  limitMs: number,
): Promise<Raw | Trouble> {
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
    return silence(error, limitMs)
  }
}

/** What a request without an answer means. Only the code: a message may quote the address, which may be the secret. */
export function silence(error: unknown, limitMs: number): Trouble {
  const code = codeOf(error)
  if (code === "TimeoutError") return lost(`no answer within ${limitMs / 1000} s`)
  return NEVER_SENT.includes(code)
    ? { trouble: "later", reason: `no connection (${code})` }
    : lost(`no answer (${code})`)
}

const NEVER_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]

function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string; errors?: { code?: string }[] } }
  return cause?.code ?? cause?.errors?.[0]?.code ?? name ?? "unknown"
}

/** A gateway that lost its server does not know what the server did. */
const UNSURE = [408, 502, 504]

export function blame(status: number, headers: Headers, now: number): Omit<Trouble, "reason"> {
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
