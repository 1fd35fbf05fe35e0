/** Owns one call of a notifier: which answers count, and what becomes of the others. */
import { type Asked, blame, exchange, inTrouble, lost, type Trouble } from "../exec/http.js"

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
