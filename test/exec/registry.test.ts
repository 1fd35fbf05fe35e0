/** Shows the three answers of a registry, over HTTP to a real server that speaks its contract. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, it, vi } from "vitest"
import { askManifest, canonical, locate, type Login } from "../../.dagger/lib/exec/registry.js"
import { sleepingClock } from "../targets/fake-platform.js"

const DIGEST = `sha256:${"a".repeat(64)}`
const INDEX = "application/vnd.oci.image.index.v1+json"

let server: Server | undefined
let asked: string[] = []

afterEach(() => {
  server?.close()
  server = undefined
  asked = []
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse, base: string) => void) {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`)
    answer(request, response, base)
  })
  await new Promise<void>((ready) => server!.listen(0, "127.0.0.1", ready))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return base
}

const ask = (base: string, name: string, reference: string, login?: Login) =>
  askManifest({ base, name, login, clock: sleepingClock() }, reference)
const present = (response: ServerResponse) => response.writeHead(200, { "docker-content-digest": DIGEST }).end()
const basic = (user: string) => `Basic ${Buffer.from(user).toString("base64")}`

describe("a registry without a lock", () => {
  it.each([
    [200, { "docker-content-digest": DIGEST }, { found: "present", digest: DIGEST }],
    [200, {}, { found: "unknown", reason: "the registry answers without Docker-Content-Digest" }],
    [404, {}, { found: "absent" }],
    [401, {}, { found: "unknown", reason: 'the registry asks for ""' }],
    [403, {}, { found: "unknown", reason: "the registry answers with status 403" }],
  ])("answers %i %j", async (status, headers, expected) => {
    const base = await serve((_, response) => response.writeHead(status, headers).end())

    expect(await ask(base, "team/shop", DIGEST)).toEqual(expected)
    expect(asked).toEqual([`HEAD /v2/team/shop/manifests/${DIGEST} -`])
  })

  it("is asked for every media type, or an index that is there looks gone", async () => {
    const base = await serve((request, response) =>
      request.headers.accept?.includes(INDEX) ? present(response) : response.writeHead(404).end(),
    )

    expect(await ask(base, "shop", DIGEST)).toEqual({ found: "present", digest: DIGEST })
  })

  it("that is not there is unknown, not absent", async () => {
    const base = await serve(() => undefined)
    server!.close()

    expect(await ask(base, "shop", DIGEST)).toEqual({
      found: "unknown",
      reason: `${new URL(base).host} gives no connection (ECONNREFUSED) (asked 3 times)`,
    })
  })

  it.each([429, 500, 502, 503, 504])("is asked again after status %i, and no more than twice again", async (status) => {
    let left = 2
    const base = await serve((_, response) => (left-- > 0 ? response.writeHead(status).end() : present(response)))
    expect(await ask(base, "shop", DIGEST)).toEqual({ found: "present", digest: DIGEST })

    left = 3
    expect(await ask(base, "shop", DIGEST)).toEqual({
      found: "unknown",
      reason: `${new URL(base).host} gives status ${status} (asked 3 times)`,
    })
    expect(asked).toHaveLength(6)
  })

  it("is asked again when the connection breaks before an answer", async () => {
    let left = 2
    const base = await serve((request, response) => (left-- > 0 ? request.socket.destroy() : present(response)))

    expect(await ask(base, "shop", DIGEST)).toEqual({ found: "present", digest: DIGEST })
  })

  it("is asked again when no answer comes in time", async () => {
    const real = AbortSignal.timeout.bind(AbortSignal)
    const limits = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => real(ms / 200))
    let left = 1
    const base = await serve((_, response) => void (left-- > 0 || present(response)))

    expect(await ask(base, "shop", DIGEST)).toEqual({ found: "present", digest: DIGEST })
    expect(limits.mock.calls).toEqual([[10_000], [10_000]])
    limits.mockRestore()
    server!.closeAllConnections()
  })

  it("is not asked again within the time that it asks to be left alone, when that is longer than the patience", async () => {
    const base = await serve((_, response) => response.writeHead(429, { "retry-after": "3600" }).end())

    expect(await ask(base, "shop", DIGEST)).toMatchObject({
      found: "unknown",
      reason: expect.stringContaining("would be too late") as string,
    })
    expect(asked).toHaveLength(1)
  })
})

/** Wants a token of its own realm; the realm wants `user`, if anybody. */
const guarded = (user?: string) =>
  serve((request, response, base) => {
    if (request.url!.startsWith("/token")) {
      if (user && request.headers.authorization !== basic(user)) return response.writeHead(401).end()
      return response.end(JSON.stringify({ token: "good" }))
    }
    if (request.headers.authorization === "Bearer good") return present(response)
    const challenge = `Bearer realm="${base}/token",service="the registry",scope="repository:shop:pull,push"`
    response.writeHead(401, { "www-authenticate": challenge }).end()
  })

describe("a registry that wants a token", () => {
  it("gets one for pulling only", async () => {
    const base = await guarded()

    expect(await ask(base, "shop", DIGEST)).toEqual({ found: "present", digest: DIGEST })
    expect(asked[1]).toBe("GET /token?service=the+registry&scope=repository%3Ashop%3Apull -")
  })

  it("gets the user and password at its realm, and only there", async () => {
    const base = await guarded("ci:canary")

    expect(await ask(base, "shop", DIGEST, { username: "ci", password: "canary" })).toMatchObject({
      found: "present",
    })
    expect(asked.map((line) => line.includes(basic("ci:canary")))).toEqual([false, true, false])
  })

  it.each([
    ["no password", undefined],
    ["the wrong password", { username: "ci", password: "canary-2" }],
  ])("is unknown with %s, without saying it", async (_, login) => {
    const answer = await ask(await guarded("ci:canary"), "shop", DIGEST, login)

    expect(answer).toMatchObject({
      found: "unknown",
      reason: expect.stringContaining("no token: status 401") as string,
    })
    expect(JSON.stringify(answer)).not.toContain("canary")
  })

  it("never sends the password in the clear to another host", async () => {
    const base = await serve((_, response) =>
      response.writeHead(401, { "www-authenticate": 'Bearer realm="http://example.org/token"' }).end(),
    )

    expect(await ask(base, "shop", DIGEST, { username: "ci", password: "x" })).toEqual({
      found: "unknown",
      reason: "the registry wants the password sent in the clear to example.org",
    })
  })
})

it("takes a user and a password where the registry wants just that", async () => {
  const base = await serve((request, response) =>
    request.headers.authorization === basic("ci:canary")
      ? present(response)
      : response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end(),
  )

  expect(await ask(base, "shop", DIGEST, { username: "ci", password: "canary" })).toMatchObject({
    found: "present",
  })
  expect(await ask(base, "shop", DIGEST)).toEqual({
    found: "unknown",
    reason: "the registry wants a user and a password",
  })
})

it.each([
  ["ghcr.io/team/shop", "https://ghcr.io", "team/shop"],
  ["registry.example.org:8443/shop", "https://registry.example.org:8443", "shop"],
  ["localhost:5001/shop", "http://localhost:5001", "shop"],
  ["team/shop", "https://registry-1.docker.io", "team/shop"],
  ["docker.io/team/shop", "https://registry-1.docker.io", "team/shop"],
  ["shop", "https://registry-1.docker.io", "library/shop"],
])("%s is at %s, called %s", (repository, base, name) => {
  expect(locate(repository)).toEqual({ base, name })
})

it.each([
  ["acme/shop", "docker.io/acme/shop", true],
  ["redis", "docker.io/library/redis", true],
  ["acme/shop", "ghcr.io/acme/shop", false],
  ["acme/shop", "acme/shop2", false],
])("%s and %s: the same repository is %s", (one, other, same) => {
  expect(canonical(one) === canonical(other)).toBe(same)
})
