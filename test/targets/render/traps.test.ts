/** Shows Render's own traps: accepted without an id, settings that outlive a rollback, deploys that nobody stops. */
import type { Secret } from "@dagger.io/dagger"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { render } from "../../../.dagger/lib/targets/render/index.js"
import { guards } from "../../../.dagger/lib/targets/render/judge.js"
import { RenderOptions } from "../../../.dagger/lib/targets/render/options.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { CANARY, digest, release, REPOSITORY, Stage } from "../conformance/stage.js"
import { type FakeRender, fakeRender } from "./fake.js"

let platform: FakeRender
let stage: Stage

const subject = { target: render, start: fakeRender, triesPerRead: 4, mutations: [] }
const context = () => stage.attempt().context
const back = (to: Deployment) => render.rollback(context(), "production", to)
const messageOf = (call: Promise<unknown>) => call.then(String, (error: Error) => error.message)

beforeEach(async () => {
  platform = await fakeRender()
  stage = new Stage(subject, platform)
})
afterEach(() => platform.close())

it.each([
  ["created", "progressing"],
  ["queued", "progressing"],
  ["build_in_progress", "progressing"],
  ["pre_deploy_in_progress", "progressing"],
  ["update_in_progress", "progressing"],
  ["live", "live"],
  ["build_failed", "failed"],
  ["pre_deploy_failed", "failed"],
  ["update_failed", "failed"],
  ["canceled", "failed"],
  ["deactivated", "superseded"],
  ["LIVE", "unknown"],
  ["", "unknown"],
])("status %j is %s", (status, state) => {
  expect(guards.judge({ id: "dep-1", status, createdAt: "" }).state).toBe(state)
})

describe("a deploy that is queued behind another one", () => {
  it("is found by listing, for Render answers 202 without its id", async () => {
    await stage.deployed(1)
    platform.queueing()
    await stage.deployed(2)

    expect(platform.serves()).toBe(digest(2))
    expect(platform.deployments()).toBe(2)
  })

  it("is not mistaken for an older one of the same image", async () => {
    const [first] = await stage.deployed(1, 2)
    platform.queueing()
    const again = await stage.deploy({ ...release(1), run: "another" })

    expect((again as Deployment).id).not.toBe(first!.id)
    expect(platform.serves()).toBe(digest(1))
  })
})

it("a deploy is waited for longer than Render itself does: its verdict after 15 minutes is seen", () => {
  const { deadlineSeconds } = RenderOptions.parse({ service: "srv-cq2t8f3v2p9s73e1abcd" })
  expect(deadlineSeconds).toBeGreaterThan(15 * 60)
})

it("a deploy that does not get live is canceled, so that it does not get live later", async () => {
  platform.next("stuck")
  const error = await stage.deploy(release(1))

  expect((error as Error).message).toContain("it was canceled; what served before goes on serving")
  expect(platform.deploys[0]!.status).toBe("canceled")
})

describe("a rollback", () => {
  it("is written into the settings, and nothing is deployed by itself any more", async () => {
    const [first] = await stage.deployed(1, 2)
    expect(platform.service.autoDeploy).toBe("yes")
    await back(first!)

    expect(platform.service).toMatchObject({ autoDeploy: "no", imagePath: `${REPOSITORY}@${digest(1)}` })
    expect(platform.deploys[0]!.trigger).toBe("rollback")
  })

  it("stands although the settings cannot be written, and says so", async () => {
    const [first] = await stage.deployed(1, 2)
    // After the note and the rollback itself.
    platform.fail("changes", "500", Infinity, 2)
    await back(first!)

    expect(platform.serves()).toBe(digest(1))
    expect(stage.told.join()).toContain("its settings still name the other image: [PLATFORM_CALL] Render did not write")
  })

  it("to what Render does not keep any more deploys that image anew", async () => {
    const [first] = await stage.deployed(1, 2)
    platform.forgets()
    await back(first!)

    expect(platform.serves()).toBe(digest(1))
    expect(platform.deploys[0]!.trigger).toBe("api")
    expect(stage.told.join()).toContain("so its image is deployed anew: [PLATFORM_CALL]")
  })

  it("cancels what is still under way, which would undo it", async () => {
    const [first] = await stage.deployed(1)
    platform.byHand(digest(9))
    await back(first!)

    expect(platform.deploys.find((deploy) => deploy.digest === digest(9))!.status).toBe("canceled")
    expect(platform.serves()).toBe(digest(1))
  })

  it("brings the earlier release's variables back", async () => {
    const first = (await stage.deploy(release(1), { LOG_LEVEL: "INFO" })) as Deployment
    await stage.deploy(release(2), { LOG_LEVEL: "DEBUG" })
    await back(first)

    expect(platform.variables()["LOG_LEVEL"]).toBe("INFO")
  })
})

describe("what somebody else deployed", () => {
  it("is current, with no more known of it than its digest", async () => {
    await stage.deployed(1)
    platform.byHand(digest(7))
    await platform.clock.sleep(60_000)

    expect(await stage.current()).toMatchObject({ image: { digest: digest(7) }, version: "", run: "" })
  })

  it("supersedes ours while we wait", async () => {
    platform.next("slow")
    stage.onAnnounced = (line) => {
      if (line.includes("update_in_progress")) platform.deploys[0]!.status = "deactivated"
    }

    expect((await stage.deploy(release(1))) as Error).toHaveProperty("ended", "superseded")
  })
})

describe("secrets of the environment", () => {
  const secret = { plaintext: () => Promise.resolve("postgres://shop:hunter2@db/shop") } as unknown as Secret
  const withSecret = (): Context => {
    const secrets = { DATABASE_URL: "env://DB" }
    const own = new Stage(subject, { ...platform, environment: { ...platform.environment, secrets } })
    const { context } = own.attempt()
    context.secrets = { ...context.secrets, named: () => Promise.resolve(new Map([["env://DB", secret]])) }
    return context
  }

  it("are variables of the service, and of no record", async () => {
    const deployment = await render.deploy(withSecret(), "production", release(1), {})

    expect(platform.variables()["DATABASE_URL"]).toBe("postgres://shop:hunter2@db/shop")
    expect(JSON.stringify([deployment, await render.current(withSecret(), "production")])).not.toContain("hunter2")
  })
})

describe("the check", () => {
  it.each([
    [{ type: "background_worker" }, "it is a background_worker with runtime image, not an image-backed web service"],
    [
      { serviceDetails: { runtime: "docker" } },
      "it is a web_service with runtime docker, not an image-backed web service",
    ],
    [
      { imagePath: "docker.io/other/shop:1" },
      "it runs docker.io/other/shop, and only tag and digest may change, but image.repository is registry.example/shop",
    ],
  ])("says why it cannot be this service: %j", async (changed, reason) => {
    platform.looks = changed
    expect(await messageOf(render.check(context(), "production"))).toContain(reason)
  })

  it("says what to do about a key that is not valid", async () => {
    const it = context()
    it.secrets = {
      ...it.secrets,
      tokens: { renderToken: { plaintext: () => Promise.resolve("old") } as unknown as Secret },
    }

    expect(await messageOf(render.check(it, "production"))).toMatch(
      /^\[PLATFORM_CALL\] Render did not .*: status 401: .*\(request req-\d+\)\nHint: The API key is not valid/,
    )
  })
})

describe("the address", () => {
  const live = { environment: "production" } as Deployment

  it("is Render's, unless the config has another", async () => {
    expect(await render.url(context(), live)).toBe("https://shop.onrender.com")
    const own = new Stage(subject, {
      ...platform,
      environment: { ...platform.environment, url: "https://shop.example/" },
    })
    expect(await render.url(own.attempt().context, live)).toBe("https://shop.example")
  })

  it("is asked for where Render has none", async () => {
    platform.looks = { serviceDetails: { runtime: "image" } }
    expect(await messageOf(render.url(context(), live))).toContain("environments.production.url")
  })
})

it("says in its own words how far it can go back", async () => {
  const [first] = await stage.deployed(1, 2)
  const way = (to: Deployment) => render.wayBack(context(), "production", to)

  expect((await way(first!)).reason).toBe(
    "Render lists deploy dep-1 of it, and keeps it as long as the plan says; else it is deployed anew",
  )
  expect((await way({ ...first!, image: release(8).image })).reason).toContain("deployed anew from the registry")
})

it("sends the key as Render wants it, and no request without it", async () => {
  await stage.deployed(1)

  expect(new Set(platform.heard.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${CANARY}`]))
})
