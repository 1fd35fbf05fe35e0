/** Shows that a release owns Render's settings: whatever is deployed later without us is its image, and errors quote no secret. */
import type { Secret } from "@dagger.io/dagger"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { render } from "../../../.dagger/lib/targets/render/index.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { digest, release, REPOSITORY, Stage } from "../conformance/stage.js"
import { type FakeRender, fakeRender } from "./fake.js"

let platform: FakeRender
let stage: Stage

const subject = { target: render, start: fakeRender, triesPerRead: 4, mutations: [] }
const takeDown = () => render.takeDown(stage.attempt().context, "production")

beforeEach(async () => {
  platform = await fakeRender()
  stage = new Stage(subject, platform)
})
afterEach(() => platform.close())

describe("the image in the settings", () => {
  it("is that of the release, also after a rollback: who saves a variable brings no older one back", async () => {
    const [first] = await stage.deployed(1, 2)
    await stage.ask((context) => render.rollback(context, "production", first!))
    await stage.deployed(3)
    platform.saved()
    await platform.clock.sleep(60_000)

    expect(platform.serves()).toBe(digest(3))
  })

  it("stays that of the release before while a new one is not live", async () => {
    await stage.deployed(1)
    platform.next("failed")
    await stage.deploy(release(2))

    expect(platform.service.imagePath).toBe(`${REPOSITORY}@${digest(1)}`)
  })

  it("is nothing that a release fails for, but something that is said", async () => {
    await stage.deployed(1)
    platform.fail("changes", "500", Infinity, 2)
    const deployment = await stage.deploy(release(2))

    expect((deployment as Deployment).image.digest).toBe(digest(2))
    expect(stage.told.join()).toContain(
      "production serves it, but its settings still name the other image: [PLATFORM_CALL] Render did not write",
    )
  })

  it("is written once", async () => {
    await stage.deployed(1)
    await stage.deployed(1)

    expect(platform.heard.filter(({ method }) => method === "PATCH")).toHaveLength(1)
  })

  it("is all that a release changes there: whether something is deployed by itself is the owner's matter", async () => {
    await stage.deployed(1)

    expect(platform.service.autoDeploy).toBe("yes")
  })
})

describe("a service that was taken down", () => {
  it("is resumed with the new image and the new variables, never with the bad ones", async () => {
    await stage.deployed(1)
    await takeDown()
    await stage.deploy(release(2), { LOG_LEVEL: "DEBUG" })

    const resumed = platform.deploys.filter(({ trigger }) => trigger === "service_resumed")
    expect(resumed.map((deploy) => [deploy.digest, deploy.variables["LOG_LEVEL"]])).toEqual([[digest(2), "DEBUG"]])
    expect(platform.serves()).toBe(digest(2))
    expect(platform.deployments()).toBe(2)
  })

  it.each([1, 2, 3, 4, 5].flatMap((at) => [false, true].map((after) => ({ at, after }))))(
    "is deployed to once, also after a death at change $at (made: $after)",
    async (crash) => {
      await stage.deployed(1)
      await takeDown()
      const attempt = stage.attempt(crash)
      await stage.deploy(release(2), { LOG_LEVEL: "DEBUG" }, attempt.context)
      await stage.deploy(release(2), { LOG_LEVEL: "DEBUG" })

      // The variable, the note, the image, the resumption.
      expect(attempt.crashed()).toBe(crash.at <= 4)
      expect(platform.deploys.map((deploy) => deploy.digest)).toEqual([digest(2), digest(1)])
      expect(platform.serves()).toBe(digest(2))
    },
  )

  it("stays down when its settings cannot be written: it would come up with the bad image", async () => {
    await stage.deployed(1)
    await takeDown()
    platform.fail("changes", "500", Infinity, 1)
    const error = await stage.deploy(release(2))

    expect((error as Error).message).toContain("[PLATFORM_CALL] Render did not write")
    expect(platform.service.suspended).toBe(true)
  })

  it("is deployed to where Render resumes it without a deploy", async () => {
    await stage.deployed(1)
    await takeDown()
    platform.resumesWithoutDeploy()
    await stage.deployed(2)

    expect(platform.deploys[0]!.trigger).toBe("api")
    expect(platform.serves()).toBe(digest(2))
  })

  it("does not serve what the same run deployed before", async () => {
    await stage.deployed(1)
    await takeDown()
    await stage.deployed(1)

    expect(platform.serves()).toBe(digest(1))
  })
})

describe("a variable that Render refuses", () => {
  const CANARY = "canary of the database 9f3a"
  const secret = { plaintext: () => Promise.resolve(CANARY) } as unknown as Secret

  it("is told by its name, without the value that Render quotes", async () => {
    platform.refuses("DATABASE_URL")
    const environment = { ...platform.environment, secrets: { DATABASE_URL: "env://DB" } }
    const { context } = new Stage(subject, { ...platform, environment }).attempt()
    context.secrets = { ...context.secrets, named: () => Promise.resolve(new Map([["env://DB", secret]])) }
    const error = await stage.deploy(release(1), {}, context)

    expect((error as Error).message).toContain(
      'did not set DATABASE_URL of srv-shop: status 400: {"message":"invalid value \\"***\\" for DATABASE_URL"}',
    )
    expect((error as Error).message).not.toContain(CANARY)
  })
})
