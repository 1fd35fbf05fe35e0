/**
 * Owns the common part of every vendor's stand-in: a real HTTP server with state, faults on demand, a log of requests,
 * and time that passes only by sleeping. What the vendor would answer is each stand-in's own `answer`.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Clock } from "../../.dagger/lib/exec/poll.js"
import type { Crash, Fault, Platform } from "./conformance/subject.js"

export interface Heard {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Parsed JSON, or nothing. */
  body: unknown
}

export interface Reply {
  status: number
  /** Sent as JSON; nothing for an empty body. */
  body?: unknown
  headers?: Record<string, string>
}

export interface VendorOptions {
  answer: (heard: Heard) => Reply
  /** Whether this request changes something; by default, all but GET. */
  isChange?: (heard: Heard) => boolean
  requestIdHeader: string
}

export interface FakePlatform extends Pick<
  Platform,
  "clock" | "changes" | "fail" | "retryAfter" | "stale" | "close" | "attempt"
> {
  endpoint: string
  heard: Heard[]
}

interface Came {
  status: number
  headers: Record<string, string>
  text: string
  /** The connection breaks within it. */
  broken?: boolean
}

type Outcome = Came | "hang"

/** Whether requests go straight to the stand-in. Its promises are shown over real HTTP; guards are switched off without. */
export const transport = { direct: false }

interface Faulty {
  fault: Fault
  times: number
  after: number
}

const ID = "x-stand-in-id"

export async function fakePlatform({
  answer,
  isChange = notGet,
  requestIdHeader,
}: VendorOptions): Promise<FakePlatform> {
  const faults: Partial<Record<"reads" | "changes", Faulty>> = {}
  const seen = new Map<string, Reply>()
  const hanging = new Map<string, () => void>()
  const state = { stale: 0, retryAfter: 0, requests: 0 }
  const clock = sleepingClock()
  const heard: Heard[] = []

  /** What comes back on a request, whichever way it came. */
  function outcome(one: Heard): Outcome {
    heard.push(one)
    const headers = { [requestIdHeader]: `req-${++state.requests}` }
    const fault = drawn(faults[isChange(one) ? "changes" : "reads"])
    if (fault === "429" || fault === "500") return refusal(fault, one, state.retryAfter, headers)
    const reply = replyTo(one)
    if (fault === "hang") return "hang"
    if (fault === "502 with HTML") return { ...PAGE, headers: { ...PAGE.headers, ...headers } }
    return { ...written(reply, headers), broken: fault === "reset mid-body" }
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const one = heardOf(request, text)
      const came = outcome(one)
      if (came === "hang") return hanging.get(String(one.headers[ID]))?.()
      put(response, came)
    })
  })

  /** The same as before where a copy is stale; a change is never answered from a copy. */
  function replyTo(one: Heard): Reply {
    if (isChange(one)) return answer(one)
    const key = `${one.path}?${one.query.toString()}${JSON.stringify(one.body ?? "")}`
    const old = seen.get(key)
    if (state.stale > 0 && old) {
      state.stale--
      return old
    }
    const reply = structuredClone(answer(one))
    seen.set(key, reply)
    return reply
  }

  // Never closed by itself: on a busy machine that would meet a request half-way, and look like a fault.
  server.keepAliveTimeout = 0
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    clock,
    changes: () => heard.filter(isChange).length,
    fail: (what, fault, times, after = 0) => void (faults[what] = { fault, times, after }),
    retryAfter: (seconds) => void (state.retryAfter = seconds),
    stale: (reads) => void (state.stale = reads),
    attempt: (crash) => attemptOf(crash, { clock, hanging, isChange, outcome }),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

const notGet = ({ method }: Heard) => method !== "GET"

function drawn(faulty: Faulty | undefined): Fault | undefined {
  if (!faulty || faulty.after-- > 0) return undefined
  return faulty.times-- > 0 ? faulty.fault : undefined
}

interface Way {
  clock: SleepingClock
  /** How each request that is under way is told that its time is up. */
  hanging: Map<string, () => void>
  isChange: (heard: Heard) => boolean
  outcome: (heard: Heard) => Outcome
}

/** One process: its requests are counted, it may die at a change, and nothing of it is heard afterwards. */
function attemptOf(crash: Crash | undefined, way: Way): ReturnType<Platform["attempt"]> {
  const life = { changes: 0, dead: false }
  const send: typeof fetch = async (url, init = {}) => {
    if (life.dead) throw new Error("this attempt is dead")
    // A request without a deadline would hang for ever.
    if (!init.signal) throw new Error("this request has no deadline")
    const planned = plannedOf(url, init)
    const dies = way.isChange(planned) && ++life.changes === crash?.at
    const call = () => (transport.direct ? direct(planned, way) : bounded(url, init, way))
    if (!dies) return call()
    if (crash?.after) await call().then((response) => response.text())
    life.dead = true
    throw new Error("this attempt has crashed")
  }
  return { parts: { fetch: send }, crashed: () => life.dead }
}

/** Over HTTP, without losing real time to a hang. */
async function bounded(
  url: Parameters<typeof fetch>[0],
  init: RequestInit,
  { clock, hanging }: Way,
): Promise<Response> {
  const id = crypto.randomUUID()
  const late = new AbortController()
  hanging.set(id, () => {
    clock.pass(30_000)
    late.abort(TIME_IS_UP)
  })
  // Connections are kept here: a new one for each of a thousand requests would be most of the time.
  const headers: Record<string, string> = { ...(init.headers as Record<string, string>), [ID]: id }
  delete headers["connection"]
  return fetch(url, { ...init, headers, signal: AbortSignal.any([init.signal!, late.signal]) })
}

/** The same without a network, for the many runs with a guard switched off. */
function direct(heard: Heard, { clock, outcome }: Way): Promise<Response> {
  const came = outcome(heard)
  if (came === "hang") {
    clock.pass(30_000)
    return Promise.reject(TIME_IS_UP)
  }
  const { status, headers, text, broken } = came
  const body = broken ? new ReadableStream({ pull: (it) => it.error(new TypeError("terminated")) }) : text || null
  return Promise.resolve(new Response(body, { status, headers }))
}

const TIME_IS_UP = new DOMException("its time is up", "TimeoutError")

function plannedOf(url: Parameters<typeof fetch>[0], init: RequestInit): Heard {
  const { pathname, searchParams } = new URL(url as string)
  const body = parsed(typeof init.body === "string" ? init.body : "")
  const headers = Object.fromEntries(new Headers(init.headers))
  return { method: init.method ?? "GET", path: pathname, query: searchParams, headers, body }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function heardOf(request: IncomingMessage, text: string): Heard {
  const url = new URL(request.url!, "http://stand.in")
  const { method, headers } = request
  return { method: method!, path: url.pathname, query: url.searchParams, headers, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function written({ status, body, headers = {} }: Reply, more: Record<string, string>): Came {
  const text = body === undefined ? "" : JSON.stringify(body)
  return { status, headers: { "content-type": "application/json", ...headers, ...more }, text }
}

/** As echoing gateways do: whatever was sent comes back in the error. */
function refusal(fault: "429" | "500", one: Heard, retryAfter: number, headers: Record<string, string>): Came {
  const wait: Record<string, string> = fault === "429" && retryAfter > 0 ? { "retry-after": String(retryAfter) } : {}
  const sent = Object.values(one.headers).flatMap((value) => String(value).split(" "))
  const message = `no: ${sent.toReversed().join(", ")}`
  return written({ status: Number(fault), body: { message }, headers: wait }, headers)
}

const PAGE: Came = {
  status: 502,
  headers: { "content-type": "text/html" },
  text: "<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>",
}

function put(response: ServerResponse, { status, headers, text, broken }: Came): void {
  if (!broken) return void response.writeHead(status, headers).end(text)
  response.writeHead(status, { ...headers, "content-length": String(text.length + 100) })
  response.write(text || " ", () => setTimeout(() => response.socket?.resetAndDestroy(), 2))
}

export interface SleepingClock extends Clock {
  pass(ms: number): void
}

export function sleepingClock(): SleepingClock {
  let now = Date.parse("2026-11-24T10:00:00.000Z")
  const pass = (ms: number) => void (now += ms)
  return { now: () => now, pass, sleep: (ms) => Promise.resolve(pass(ms)) }
}
