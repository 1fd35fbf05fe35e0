/** Owns a real HTTP server that stands in for a vendor: it keeps state, and fails on demand in every way a network can. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { onTestFinished } from "vitest"

export interface Heard {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

export interface Reply {
  status: number
  body: string
  headers?: Record<string, string>
}

/** What it would do if all went well; `effects` is what people would see. */
export interface Behaviour {
  answer(heard: Heard): Reply
  effects(): string[]
}

/** A number is answered as a status. reset: nothing was done. lost, mid-body: it was done, and the answer broke off. */
export type Fault = number | "hang" | "reset" | "lost" | "mid-body" | "redirect" | "odd-success"

export interface Vendor {
  url: string
  heard: Heard[]
  effects(): string[]
  /** The next changes fail so, in this order; the last one for ever when `always`. */
  fail(faults: readonly Fault[], always?: boolean): void
  /** Read requests fail as well. */
  failReads(): void
  retryAfter: string | undefined
  close(): void
}

export async function vendor(behave: (url: () => string) => Behaviour): Promise<Vendor> {
  const script: { faults: Fault[]; always: boolean; reads: boolean } = { faults: [], always: false, reads: false }
  const behaviour = behave(() => it.url)
  const it: Vendor = {
    url: "",
    heard: [],
    effects: () => behaviour.effects(),
    fail: (faults, always = false) => Object.assign(script, { faults: [...faults], always }),
    failReads: () => void (script.reads = true),
    retryAfter: undefined,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const heard = heardOf(request, Buffer.concat(chunks).toString())
      it.heard.push(heard)
      const hit = heard.method !== "GET" || script.reads
      const fault = hit
        ? script.always && script.faults.length === 1
          ? script.faults[0]
          : script.faults.shift()
        : undefined
      reply(fault, heard, behaviour, response, it)
    })
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  onTestFinished(() => it.close())
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return it
}

function heardOf(request: IncomingMessage, body: string): Heard {
  const url = new URL(request.url!, "http://vendor")
  return { method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers, body }
}

function reply(
  fault: Fault | undefined,
  heard: Heard,
  behaviour: Behaviour,
  response: ServerResponse,
  it: Vendor,
): void {
  if (fault === "hang") return
  if (fault === "reset") return void response.socket?.resetAndDestroy()
  if (fault === "redirect") return void response.writeHead(307, { location: `${it.url}/elsewhere` }).end()
  if (fault === "odd-success")
    return void response
      .writeHead(heard.path.startsWith("/repos") ? 201 : heard.path.startsWith("/v2") ? 202 : 200)
      .end("<html>please log in</html>")
  if (typeof fault === "number") {
    // As echoing gateways do: whatever was sent comes back in the error.
    const headers = it.retryAfter ? { "retry-after": it.retryAfter } : {}
    return void response
      .writeHead(fault, headers)
      .end(`no: ${heard.path} ${heard.headers.authorization ?? ""} ${heard.body.slice(0, 120)}`)
  }
  const { status, body, headers } = behaviour.answer(heard)
  if (fault === "lost") return void response.socket?.resetAndDestroy()
  if (fault !== "mid-body") return void response.writeHead(status, headers).end(body)
  response.writeHead(status, { ...headers, "content-length": String(body.length + 100) })
  response.write(body, () => setTimeout(() => response.socket?.resetAndDestroy(), 5))
}
