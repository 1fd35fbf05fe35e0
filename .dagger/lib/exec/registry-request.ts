/** Owns one HTTP request to a registry: sent again where that may help, for all that is asked of it can be repeated. */
import { attempts } from "./attempts.js"
import { blame, inTrouble, silence, type Trouble } from "./http.js"
import type { Clock } from "./poll.js"

const LIMIT_MS = 10_000
const TRIES = 3
/** All tries, the pauses between them, and what a registry asks to be left alone. */
const OVERALL_MS = 60_000

/** An answer that another try would not change, whatever its status; throws with the reason where there is none. */
export async function askedOf(url: string | URL, request: RequestInit, clock: Clock): Promise<Response> {
  const { answer, tries } = await attempts<Response>({
    once: () => once(url, request, clock),
    isTrouble: inTrouble,
    repeatable: true,
    clock,
    random: Math.random,
    deadline: clock.now() + OVERALL_MS,
    tries: TRIES,
  })
  if (!inTrouble(answer)) return answer
  throw new Error(`${new URL(url).host} gives ${answer.reason}${tries > 1 ? ` (asked ${tries} times)` : ""}`)
}

async function once(url: string | URL, request: RequestInit, clock: Clock): Promise<Response | Trouble> {
  const headers = new Headers(request.headers)
  // As everywhere: an old connection that the registry is just closing would look like a lost answer.
  headers.set("connection", "close")
  try {
    const response = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(LIMIT_MS) })
    const blamed = blame(response.status, response.headers, clock.now())
    if (response.ok || blamed.trouble === "refused") return response
    await response.body?.cancel()
    return { ...blamed, reason: `status ${response.status}` }
  } catch (error) {
    return silence(error, LIMIT_MS)
  }
}
