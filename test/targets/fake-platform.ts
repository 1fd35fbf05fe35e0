/**
 * Owns the common part of every vendor's stand-in: a real HTTP server with state, faults on demand, a log of requests,
 * and time that passes only by sleeping. What the vendor would answer is each stand-in's own `answer`.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Clock } from "../../.dagger/src/exec/poll.js"
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
  answer(heard: Heard): Reply
  /** Whether this request changes something; by default, all but GET. */
  isChange?(heard: Heard): boolean
  requestIdHeader: string
}

export interface FakePlatform extends Pick<Platform, "clock" | "fail" | "retryAfter" | "stale" | "close" | "attempt"> {
  endpoint: string
  heard: Heard[]
}

interface Faulty {
  fault: Fault
  times: number
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

  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const one = heardOf(request, text)
      heard.push(one)
      response.setHeader(requestIdHeader, `req-${++state.requests}`)
      const fault = drawn(faults[isChange(one) ? "changes" : "reads"])
      if (!fault) return send(response, replyTo(one))
      if (fault === "429" || fault === "500") return refuse(response, fault, one, state.retryAfter)
      const reply = replyTo(one)
      if (fault === "hang") return hanging.get(String(one.headers[ID]))?.()
      if (fault === "502 with HTML") return page(response)
      breakOff(response, reply)
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

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    clock,
    fail: (what, fault, times) => void (faults[what] = { fault, times }),
    retryAfter: (seconds) => void (state.retryAfter = seconds),
    stale: (reads) => void (state.stale = reads),
    attempt: (crash) => attemptOf(crash, clock, hanging, isChange),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

const notGet = ({ method }: Heard) => method !== "GET"

function drawn(faulty: Faulty | undefined): Fault | undefined {
  return faulty && faulty.times-- > 0 ? faulty.fault : undefined
}

/** One process: its requests are counted, it may die at a change, and nothing of it is heard afterwards. */
function attemptOf(
  crash: Crash | undefined,
  clock: SleepingClock,
  hanging: Map<string, () => void>,
  isChange: (heard: Heard) => boolean,
): ReturnType<Platform["attempt"]> {
  const life = { changes: 0, dead: false }
  const send: typeof fetch = async (url, init = {}) => {
    if (life.dead) throw new Error("this attempt is dead")
    const dies = isChange(plannedOf(url, init)) && ++life.changes === crash?.at
    const call = () => bounded(url, init, clock, hanging)
    if (!dies) return call()
    if (crash?.after) await call().then((response) => response.text())
    life.dead = true
    throw new Error("this attempt has crashed")
  }
  return { parts: { fetch: send }, crashed: () => life.dead }
}

/** A request without a deadline would hang for ever; with one, no real time is lost. */
async function bounded(
  url: Parameters<typeof fetch>[0],
  init: RequestInit,
  clock: SleepingClock,
  hanging: Map<string, () => void>,
): Promise<Response> {
  if (!init.signal) throw new Error("this request has no deadline")
  const id = crypto.randomUUID()
  const late = new AbortController()
  hanging.set(id, () => {
    clock.pass(30_000)
    late.abort(new DOMException("its time is up", "TimeoutError"))
  })
  const headers = { ...(init.headers as Record<string, string>), [ID]: id }
  return fetch(url, { ...init, headers, signal: AbortSignal.any([init.signal, late.signal]) })
}

function plannedOf(url: Parameters<typeof fetch>[0], init: RequestInit): Heard {
  const { pathname, searchParams } = new URL(url as string)
  const body = parsed(typeof init.body === "string" ? init.body : "")
  return { method: init.method ?? "GET", path: pathname, query: searchParams, headers: {}, body }
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

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(body === undefined ? "" : JSON.stringify(body))
}

/** As echoing gateways do: whatever was sent comes back in the error. */
function refuse(response: ServerResponse, fault: "429" | "500", { headers }: Heard, retryAfter: number): void {
  if (fault === "429" && retryAfter > 0) response.setHeader("retry-after", String(retryAfter))
  const sent = Object.values(headers).flatMap((value) => String(value).split(" "))
  send(response, { status: Number(fault), body: { message: `no: ${sent.toReversed().join(", ")}` } })
}

function page(response: ServerResponse): void {
  response.writeHead(502, { "content-type": "text/html" })
  response.end("<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>")
}

function breakOff(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body ?? {})
  response.writeHead(status, { "content-type": "application/json", "content-length": String(text.length + 100) })
  response.write(text, () => setTimeout(() => response.socket?.resetAndDestroy(), 2))
}

export interface SleepingClock extends Clock {
  pass(ms: number): void
}

export function sleepingClock(): SleepingClock {
  let now = Date.parse("2026-11-24T10:00:00.000Z")
  const pass = (ms: number) => void (now += ms)
  return { now: () => now, pass, sleep: (ms) => Promise.resolve(pass(ms)) }
}
