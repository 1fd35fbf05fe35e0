/** Owns one call of which only some answers count: what becomes of the others. */
import { redact } from "./redact.js"
import { type Asked, blame, exchange, inTrouble, lost, type Trouble } from "./http.js"

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
  /** What an answer may quote of the request, and nobody may read. */
  secret: string
}

export function caller({ fetch, now, limitMs, secret }: Options): Call {
  return async (asked, accepted) => {
    const raw = await exchange(fetch, asked, limitMs())
    if (inTrouble(raw)) return raw
    const { status, text, headers } = raw
    if (accepted(status))
      return text === undefined ? lost(`status ${status}, and then the connection broke`) : { status, headers, text }
    // Hidden before it is cut: half of a secret would not be known again.
    const said = redact(text ?? "", [secret])
      .trim()
      .slice(0, 200)
    return { ...blame(status, headers, now()), reason: `status ${status}${said ? `: ${said}` : ""}` }
  }
}
