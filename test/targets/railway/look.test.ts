/** Shows where an environment on Railway is reached, and what doctor finds wrong with a credential. */
import { describe, expect, it } from "vitest"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { BUSY, messageOf, newWorld, type World } from "./world.js"

const url = ({ context }: World) => railway.url(context, { environment: "staging" } as never)
const check = ({ context }: World) => railway.check(context, "staging")

describe("the address", BUSY, () => {
  it("is the one that the config declares", async () => {
    expect(await url(await newWorld({ environment: "url: https://staging.acme.example/" }))).toBe(
      "https://staging.acme.example",
    )
  })

  it("is else Railway's own domain, which needs no DNS of anybody", async () => {
    const world = await newWorld()
    world.platform.domains.custom = ["shop.acme.example"]

    expect(await url(world)).toBe("https://shop-staging.up.railway.app")
  })

  it("is else the custom one", async () => {
    const world = await newWorld()
    world.platform.domains = { custom: ["shop.acme.example"], service: [] }

    expect(await url(world)).toBe("https://shop.acme.example")
  })

  it("is else an error that says what to declare", async () => {
    const world = await newWorld()
    world.platform.domains.service = []

    expect(await messageOf(url(world))).toContain("environments.staging.url")
  })
})

describe("the doctor", BUSY, () => {
  it.each(["project", "account"])("is content with a right %s token", async (tokenKind) => {
    const world = await newWorld({ options: `tokenKind: ${tokenKind}` })
    world.platform.source = "ghcr.io/acme/shop@sha256:…"

    expect(await check(world)).toBe(`${tokenKind} token, service shop at https://shop-staging.up.railway.app`)
    expect(world.platform.done).toEqual([])
  })

  it("says that a service is built from a source until now", async () => {
    expect(await check(await newWorld())).toContain("whose source is no image yet")
  })

  it("finds a token that is not valid, although Railway says so with status 200", async () => {
    expect(await messageOf(check(await newWorld({ token: "canary-wrong-token" })))).toContain("Not Authorized")
  })

  it("finds a token for another environment", async () => {
    const world = await newWorld()
    const { options } = world.context.config.environments.staging
    Object.assign(options, { environment: "6f1ac3f0-0000-4000-8000-0000000000ff" })

    expect(await messageOf(check(world))).toMatch(/the token is for environment \S+0b of project \S+0a/)
  })

  it("finds a service that is not there", async () => {
    const world = await newWorld()
    Object.assign(world.context.config.environments.staging.options, {
      service: "6f1ac3f0-0000-4000-8000-0000000000ff",
    })

    expect(await messageOf(check(world))).toContain("ServiceInstance not found")
  })
})
