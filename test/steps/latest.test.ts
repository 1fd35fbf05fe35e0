/** Shows the tag `latest` in a registry over HTTP: moved byte for byte, read back, and taken from what was taken back. */
import { createHash } from "node:crypto"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Secret } from "@dagger.io/dagger"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import { latest } from "../../.dagger/lib/steps/latest.js"
import { deployment } from "../rollback/situations.js"
import { sleepingClock } from "../targets/fake-platform.js"

const INDEX = "application/vnd.oci.image.index.v1+json"
const PASSWORD = "canary-91c2"
const BASIC = `Basic ${Buffer.from(`ci:${PASSWORD}`).toString("base64")}`
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`
/** Spaces and all: another serialisation would be another digest. */
const manifests = { old: '{ "schemaVersion":2, "old": true }', new: '{"schemaVersion": 2,\n "new": true }' }
const [OLD, NEW] = [digestOf(manifests.old), digestOf(manifests.new)]

let server: Server
let tags: Record<string, string>
let blobs: Map<string, string>
let scopes: string[]
let refusals: number
let refusal: number
let lies: boolean
/** How often the tag is still read as it was, and what it was, after it has moved. */
let stale: { reads: number; at: string | undefined }

/** As the distribution specification has it, behind a token that is for the asked scope alone. */
beforeEach(async () => {
  tags = {}
  scopes = []
  refusals = 0
  refusal = 429
  lies = false
  stale = { reads: 0, at: undefined }
  blobs = new Map([
    [OLD, manifests.old],
    [NEW, manifests.new],
  ])
  server = createServer((request, response) => {
    const url = new URL(request.url!, "http://registry")
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (url.pathname === "/token") {
      if (request.headers.authorization !== BASIC) return response.writeHead(401).end()
      scopes.push(url.searchParams.get("scope")!)
      return response.end(JSON.stringify({ token: url.searchParams.get("scope") }))
    }
    const need = request.method === "PUT" ? "repository:shop:pull,push" : "repository:shop:pull"
    if (request.headers.authorization !== `Bearer ${need}`)
      return response.writeHead(401, { "www-authenticate": `Bearer realm="${base}/token",service="r"` }).end()
    const reference = url.pathname.split("/").at(-1)!
    if (request.method !== "PUT") {
      const before = stale.at !== undefined && stale.reads-- > 0 ? stale.at : undefined
      const digest = before ?? tags[reference] ?? reference
      const text = blobs.get(digest)
      if (text === undefined) return response.writeHead(404).end()
      return response.writeHead(200, { "docker-content-digest": digest, "content-type": INDEX }).end(text)
    }
    if (refusals-- > 0) return response.writeHead(refusal).end()
    const parts: Buffer[] = []
    request.on("data", (part: Buffer) => parts.push(part))
    request.on("end", () => {
      const digest = digestOf(Buffer.concat(parts).toString())
      stale.at = tags[reference]
      if (!lies) tags[reference] = digest
      response.writeHead(request.headers["content-type"] === INDEX ? 201 : 400).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
})
afterEach(() => void server.close())

const imageOf = (digest: string, name = "shop") => ({
  repository: `127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
  tag: "v1",
  digest,
})

function contextWith(digest: string, handed: Partial<Context["handed"]> = {}): Context {
  const image = imageOf(digest)
  return {
    config: { project: "shop", image: { repository: image.repository, username: "ci" } },
    registryPassword: { plaintext: () => Promise.resolve(PASSWORD) } as unknown as Secret,
    clock: sleepingClock(),
    handed: { deployments: {}, image, ...handed },
  } as unknown as Context
}

describe("after a release has shipped", () => {
  it.each([
    ["was not there", {}],
    [`was ${OLD}`, { latest: OLD }],
    ["was there already", { latest: NEW }],
  ])("the tag is the release's: it %s", async (was, before) => {
    tags = before

    const { status, summary } = await latest(contextWith(NEW))
    expect({ status, summary }).toEqual({
      status: "passed",
      summary: `${imageOf(NEW).repository}:latest is ${NEW}; it ${was}`,
    })
    expect(tags["latest"]).toBe(NEW)
  })

  it("only the request that changes it asks for leave to push", async () => {
    await latest(contextWith(NEW))

    expect(scopes.filter((scope) => scope.endsWith("push"))).toHaveLength(1)
  })

  it("a registry that is short of breath is asked again", async () => {
    refusals = 2
    await latest(contextWith(NEW))

    expect(tags["latest"]).toBe(NEW)
  })

  it("a registry that is short of breath for longer is not asked more often than it is patient", async () => {
    refusals = 99
    await expect(latest(contextWith(NEW))).rejects.toThrow("TAG_NOT_MOVED")

    expect(refusals).toBe(96)
  })

  it.each([
    ["for a moment is believed when it no longer does", 2, "passed"],
    ["for good is not", 99, "TAG_NOT_MOVED"],
  ])("a registry that reads as it was before %s", async (_, reads, expected) => {
    tags = { latest: OLD }
    stale.reads = reads

    const ended = await latest(contextWith(NEW)).then(
      ({ status }) => String(status),
      (error: Error) => error.message,
    )
    expect(ended).toContain(expected)
  })

  it.each([
    ["is short of breath for too long", () => (refusals = 99), "gives status 429 (asked 3 times)"],
    ["refuses", () => ([refusals, refusal] = [99, 403]), "does not take the tag latest: status 403"],
    ["says that it did, and did not", () => (lies = true), `was put at ${NEW}, and is read at nothing`],
    ["answers with another manifest", () => blobs.set(NEW, "{}"), "the registry answers with sha256:"],
    ["has it no more", () => blobs.delete(NEW), "with status 404"],
  ])("a registry that %s is an error with what to do, and no password in it", async (_, prepare, words) => {
    prepare()

    const failed = await latest(contextWith(NEW)).catch((error: unknown) => error as Error)
    expect(failed).toMatchObject({ message: expect.stringMatching(/^\[TAG_NOT_MOVED\][^]*\nHint: /) as string })
    expect((failed as Error).message).toContain(words)
    expect((failed as Error).message).not.toContain(PASSWORD)
    expect(tags).toEqual({})
  })
})

describe("after a person took the release back", () => {
  const back = (previous = { ...deployment("v0"), image: imageOf(OLD) }) =>
    contextWith(NEW, { previous, decision: { rule: "by-hand" } as Context["handed"]["decision"] & object })

  it("the tag goes back with it", async () => {
    tags = { latest: NEW }

    expect(await latest(back())).toMatchObject({ status: "passed" })
    expect(tags["latest"]).toBe(OLD)
  })

  it.each([
    ["another release's", digestOf("other")],
    ["nobody's", undefined],
  ])("a tag that is %s stays", async (_, at) => {
    blobs.set(digestOf("other"), "other")
    tags = at ? { latest: at } : {}

    expect(await latest(back())).toMatchObject({ status: "skipped" })
    expect(tags["latest"]).toBe(at)
  })

  it("a tag that cannot go where the earlier release lies is told", async () => {
    tags = { latest: NEW }

    expect(await latest(back({ ...deployment("v0"), image: imageOf(OLD, "elsewhere") }))).toMatchObject({
      status: "failed",
    })
    expect(tags["latest"]).toBe(NEW)
  })
})
