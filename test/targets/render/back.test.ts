/** Shows that the way back on Render leads to a release, not only to its image: its variables come back as well. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { render } from "../../../.dagger/lib/targets/render/index.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { digest, release, REPOSITORY, Stage } from "../conformance/stage.js"
import { type FakeRender, fakeRender } from "./fake.js"

let platform: FakeRender
let stage: Stage

const subject = { target: render, start: fakeRender, triesPerRead: 4, mutations: [] }
const OFF = { LOG_LEVEL: "INFO" }
const ON = { LOG_LEVEL: "DEBUG", FEATURE: "on" }
const declared = () => new Stage(subject, { ...platform, environment: { ...platform.environment, variables: ON } })
const back = (to: Deployment) => render.rollback(stage.attempt().context, "production", to)
const current = () => stage.current() as Promise<Deployment>
const own = ({ LOG_LEVEL, FEATURE }: Record<string, string>) => ({ LOG_LEVEL, FEATURE })

/** The release before, as the pipeline records it: what is live when the next one begins. */
async function before(): Promise<Deployment> {
  await stage.deploy(release(1), OFF)
  return current()
}

beforeEach(async () => {
  platform = await fakeRender()
  stage = declared()
})
afterEach(() => platform.close())

describe("after a release that did not get live", () => {
  it("its variables are taken back, and nothing is deployed", async () => {
    const previous = await before()
    platform.next("failed")
    await stage.deploy(release(2), ON)
    const { length } = platform.deploys
    await back(previous)

    expect(own(platform.service.variables)).toEqual(OFF)
    expect(platform.deploys).toHaveLength(length)
    expect((await current()).variables).toEqual(OFF)
  })
})

describe("after a release of the same image with other variables", () => {
  const again = { ...release(1), run: "run-2" }

  it("the earlier variables run again", async () => {
    const previous = await before()
    await stage.deploy(again, ON)
    await back(previous)

    expect(own(platform.variables())).toEqual(OFF)
    expect(await current()).toMatchObject({ run: "run-1", variables: OFF })
  })

  it("what is still under way is canceled, although its image is the right one", async () => {
    const previous = await before()
    platform.next("stuck")
    await stage.deploy(again, ON, stage.attempt({ at: 4, after: true }).context)
    expect(platform.deploys[0]).toMatchObject({ status: "created", variables: ON })
    await back(previous)

    expect(platform.deploys.find(({ variables }) => variables["FEATURE"])!.status).toBe("canceled")
    expect(own(platform.variables())).toEqual(OFF)
  })
})

describe("asked for again", () => {
  it("changes nothing where that release serves, by the note of the rollback before", async () => {
    const previous = await before()
    await stage.deploy(release(2), ON)
    await back(previous)
    const changes = platform.changes()
    await back(previous)

    expect(platform.changes()).toBe(changes)
  })

  it.each([1, 2, 3, 4, 5, 6].flatMap((at) => [false, true].map((after) => ({ at, after }))))(
    "after a death at change $at (made: $after) it is one rollback",
    async (crash) => {
      const previous = await before()
      await stage.deploy(release(2), ON)
      const attempt = stage.attempt(crash)
      await render.rollback(attempt.context, "production", previous).catch(() => {})
      await back(previous)

      expect(attempt.crashed()).toBe(crash.at <= 5)
      expect(platform.deploys.filter(({ trigger }) => trigger === "rollback")).toHaveLength(1)
      expect(platform.serves()).toBe(digest(1))
      expect(own(platform.variables())).toEqual(OFF)
    },
  )

  it("deploys once more where somebody has changed a variable since", async () => {
    const previous = await before()
    await stage.deploy(release(2), ON)
    await back(previous)
    platform.service.variables["FEATURE"] = "on"
    platform.saved()
    await platform.clock.sleep(60_000)
    expect(own(platform.variables())).toEqual({ ...OFF, FEATURE: "on" })
    await back(previous)

    expect(own(platform.variables())).toEqual(OFF)
  })
})

it("leaves alone what the config does not declare", async () => {
  const previous = await before()
  platform.service.variables["SENTRY_DSN"] = "https://sentry.example/1"
  await stage.deploy(release(2), ON)
  await back(previous)

  expect(platform.variables()["SENTRY_DSN"]).toBe("https://sentry.example/1")
})

it("removes a variable although Render's answer to that was lost", async () => {
  const previous = await before()
  await stage.deploy(release(2), ON)
  platform.fail("changes", "502 with HTML", 1)
  await back(previous)

  expect(own(platform.variables())).toEqual(OFF)
})

it("goes back although the note of it cannot be written, and says so", async () => {
  const previous = await before()
  await stage.deploy(release(2), ON)
  platform.refuses("SHIPWAY_RELEASES")
  await back(previous)

  expect(platform.serves()).toBe(digest(1))
  expect(stage.told.join()).toContain("the way back could not be noted: [PLATFORM_CALL] Render did not set")
})

it("resumes a service that was taken down, with that release and no other", async () => {
  const previous = await before()
  await stage.deploy(release(2), ON)
  await render.takeDown(stage.attempt().context, "production")
  await back(previous)

  const resumed = platform.deploys.filter(({ trigger }) => trigger === "service_resumed")
  expect(resumed.map((deploy) => [deploy.digest, own(deploy.variables)])).toEqual([[digest(1), OFF]])
  expect(platform.serves()).toBe(digest(1))
  expect(platform.service.imagePath).toBe(`${REPOSITORY}@${digest(1)}`)
})
