/** Shows what is particular to Vercel: what would pass for a release there, and is none. */
import type { Secret } from "@dagger.io/dagger"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import { loadConfig } from "../../../.dagger/lib/config/load.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { vercel } from "../../../.dagger/lib/targets/vercel/index.js"
import { minimal, yamlOf } from "../../config/config-text.js"
import { CANARY, digest, release, REPOSITORY } from "../conformance/stage.js"
import { type FakeVercel, fakeVercel } from "./fake.js"
import { PROJECT } from "./shapes.js"

// A case is dozens of requests one after the other: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 })

const BYPASS = "bypass-canary-91c4d2"
const PASSWORD = "database-canary-77aa01"

interface Scene {
  it: FakeVercel
  context: Context
  told: string[]
  deploy: (number: number, run?: string) => Promise<Deployment | Error>
}

async function scene(options: object = {}): Promise<Scene> {
  const it = await fakeVercel()
  onTestFinished(() => it.close())
  const told: string[] = []
  const { options: own } = it.environment as { options: object }
  const production = { target: "vercel", options: { ...own, ...options }, secrets: { DATABASE_URL: "env://DB" } }
  const image = { repository: REPOSITORY, healthPath: "/health" }
  const identity = { path: "/version", version: "version", digest: "digest" }
  const config = loadConfig(yamlOf({ ...minimal, image, identity, environments: { production } }), "shipway.yaml")
  const hidden = (text: string) => ({ plaintext: () => Promise.resolve(text) }) as unknown as Secret
  const context = {
    config,
    clock: it.clock,
    secrets: {
      tokens: { vercelToken: hidden(CANARY) },
      named: () => Promise.resolve(new Map([["env://DB", hidden(PASSWORD)]])),
    },
    target: () => vercel,
    announce: (line: string) => void told.push(line),
    ...it.attempt(undefined).parts,
  } as unknown as Context
  const deploy = async (number: number, run?: string) => {
    const made = await vercel
      .deploy(context, "production", release(number, run), { LOG_LEVEL: "INFO" })
      .catch((error: Error) => error)
    told.push(made instanceof Error ? made.message : JSON.stringify(made))
    return made
  }
  return { it, context, told, deploy }
}

const message = (made: unknown): string => (made instanceof Error ? made.message : `no error: ${JSON.stringify(made)}`)

describe("before anybody is sent to a deployment", () => {
  it("is asked at its own address, and only then promoted", async () => {
    const { it, deploy } = await scene()
    expect(await deploy(1)).toMatchObject({ image: { digest: digest(1) } })

    const order = it.fake.heard.map(({ method, path }) => `${method} ${path}`)
    const probed = order.findIndex((line) => line.endsWith("/health"))
    const promoted = order.findIndex((line) => line.includes("/promote/"))
    expect(probed).toBeGreaterThan(0)
    expect(promoted).toBeGreaterThan(probed)
    expect(it.served).toEqual(["dpl_1"])
  })

  it.each([
    ["down", /\/health answers 500; it was not promoted, production serves what it served before/],
    ["old", /digest is "sha256:e+", expected sha256:0+2; it was not promoted/],
  ] as const)("an app that is %s gets nobody", async (app, words) => {
    const { it, deploy } = await scene()
    await deploy(1)
    it.state.app = app

    expect(message(await deploy(2))).toMatch(words)
    expect(it.served).toEqual(["dpl_1"])
    expect(it.state.request).toMatchObject({ toDeploymentId: "dpl_1" })
  })

  it("Deployment Protection is named when it keeps the door closed", async () => {
    const { it, deploy } = await scene()
    it.state.guarded = true

    expect(message(await deploy(1))).toMatch(/answers 401: Deployment Protection keeps it closed; add a secret/)
    expect(it.served).toEqual([])
  })

  it("the project's own bypass opens it, and is never seen", async () => {
    const { it, deploy, told } = await scene()
    Object.assign(it.state, { guarded: true, bypass: BYPASS })

    expect(await deploy(1)).toMatchObject({ image: { digest: digest(1) } })
    expect(told.join("\n")).not.toContain(BYPASS)
  })

  it("a guarded project without a bypass is what doctor says first", async () => {
    const { it, context } = await scene()
    it.state.guarded = true
    await expect(vercel.check(context, "production")).rejects.toThrow(/Deployment Protection is on/)
    it.state.bypass = BYPASS
    await expect(vercel.check(context, "production")).resolves.toBe("project shop on shop.example.org")
  })
})

describe("READY is not promoted", () => {
  it.each([
    ["skipped", /the promote was skipped/],
    ["failed", /the promote was failed; domains: shop\.example\.org \(failed\)/],
    ["teleported", /the promote's jobStatus is teleported/],
  ] as const)("a promotion that is %s is an error", async (move, words) => {
    const { it, deploy } = await scene()
    it.state.move = move
    expect(message(await deploy(1))).toMatch(words)
    expect(it.served).toEqual([])
  })

  it("a promotion that queues behind a rolling release is waited for, and said", async () => {
    const { it, deploy, told } = await scene()
    it.state.rolling = true
    expect(await deploy(1)).toMatchObject({ image: { digest: digest(1) } })
    expect(told.join("\n")).toMatch(/waits behind a rolling release of shop/)
  })

  it("somebody else's promotion in the middle is no success", async () => {
    const { it, deploy, context } = await scene()
    await deploy(1)
    const elsewhere = { type: "promote", toDeploymentId: "dpl_1", requestedAt: 9e15, jobStatus: "succeeded" }
    const send = context.fetch
    context.fetch = async (url, init) => {
      const response = await send(url, init)
      if (/\/promote\/dpl_2/.test(url as string)) it.state.request = elsewhere
      return response
    }
    expect(message(await deploy(2))).toMatch(/was superseded: a promote to dpl_1 was asked for since/)
  })

  it("a promotion that this run asked for before is waited for, not asked for again", async () => {
    const { it, deploy, context } = await scene()
    const send = context.fetch
    context.fetch = async (url, init) => {
      const response = await send(url, init)
      if (/\/promote\//.test(url as string)) throw new Error("this attempt has crashed")
      return response
    }
    await deploy(1)
    context.fetch = send
    await deploy(1)
    expect(it.fake.heard.filter(({ path }) => path.includes("/promote/"))).toHaveLength(1)
    expect(it.served).toEqual(["dpl_1"])
  })
})

describe("a rollback", () => {
  it("is asked for, although the domain is still there, when a move away from it is under way", async () => {
    const { it, deploy, context } = await scene()
    const first = (await deploy(1)) as Deployment
    await deploy(2)
    await vercel.rollback(context, "production", first)
    it.state.request = { type: "promote", toDeploymentId: "dpl_2", requestedAt: 9e14, jobStatus: "in-progress" }
    const asked = () => it.fake.heard.filter(({ path }) => path.includes("/rollback/")).length
    const before = asked()

    await vercel.rollback(context, "production", first).catch(() => undefined)
    expect(asked()).toBe(before + 1)
  })

  it("is found by its release where the id was not kept, and refused where it is gone", async () => {
    const { deploy, context, it } = await scene()
    const { id, ...first } = (await deploy(1)) as Deployment
    expect(id).toBe("dpl_1")
    await deploy(2)
    expect(await vercel.wayBack(context, "production", first)).toMatchObject({ able: true })
    expect((await vercel.rollback(context, "production", first)).id).toBe("dpl_1")

    it.kept.splice(1)
    expect(await vercel.wayBack(context, "production", first)).toMatchObject({
      able: false,
      reason: expect.stringContaining("it is not among the 1 newest") as string,
    })
  })
})

it("is not content with an earlier deployment of the same files", async () => {
  const { it, deploy } = await scene()
  it.state.dedupes = true
  await deploy(1)
  expect(await deploy(1, "another")).toMatchObject({ id: "dpl_2", run: "another" })
})

it("says whose project it is with every request to Vercel", async () => {
  const { it, deploy, context } = await scene()
  const first = (await deploy(1)) as Deployment
  await deploy(2)
  await vercel.rollback(context, "production", first)
  await vercel.history(context, "production")
  const asked = it.fake.heard.filter(({ path }) => path.startsWith("/v"))
  expect(asked.filter(({ query }) => query.get("teamId") !== PROJECT.account)).toEqual([])
})

it("tells of somebody else's deployment that it is no image that one could go back to by digest", async () => {
  const { it, deploy, context } = await scene()
  await deploy(1)
  it.kept[0]!.meta = { githubCommitSha: "abc" }
  expect(await vercel.current(context, "production")).toMatchObject({ id: "dpl_1", image: { digest: "dpl_1" } })
})

it("sends secret variables with the deployment, and says them nowhere", async () => {
  const { it, deploy, told, context } = await scene()
  await deploy(1)
  expect(it.variables()).toEqual({ LOG_LEVEL: "INFO", DATABASE_URL: PASSWORD })
  const send = context.fetch
  context.fetch = async (url, init) =>
    init?.method === "POST" ? new Response(`no: ${init.body as string}`, { status: 400 }) : send(url, init)
  expect(message(await deploy(2))).toMatch(/\[PLATFORM_CALL\] Vercel did not create a deployment for production/)
  expect(told.join("\n")).not.toContain(PASSWORD)
  expect(told.join("\n")).not.toContain(CANARY)
})
