/** Shows what only the local target does: how little it asks of the engine, what it ends, and the schema that it brings back. */
import { beforeEach, describe, expect, it } from "vitest"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { digest, release, Stage } from "../conformance/stage.js"
import { fakeEngine, type LocalPlatform, target } from "./subject.js"

let platform: LocalPlatform
let stage: Stage

beforeEach(async () => {
  platform = await fakeEngine()
  stage = new Stage({ target, start: fakeEngine, triesPerRead: 1, mutations: [] }, platform)
})

/** What the engine was asked meanwhile. */
async function during(work: () => Promise<unknown>): Promise<string[]> {
  const before = platform.calls.length
  await work()
  return platform.calls.slice(before)
}

const running = () =>
  platform.engine.containers.filter((one) => one.running).map(({ deployment: { image } }) => image.digest)

describe("each call to an engine takes time, and there are no more than these", () => {
  it("of a deployment", async () => {
    const first = ["read", "append accepted", "start", "ask", "append live"]
    expect(await during(() => stage.deployed(1))).toEqual(first)
    expect(await during(() => stage.deployed(2))).toEqual([...first, "stop"])
  })

  it("of a way back, and of a look", async () => {
    const [to] = await stage.deployed(1, 2)
    const back = () => stage.ask((context) => target.rollback(context, "production", to!))
    expect(await during(back)).toEqual(["read", "start", "ask", "append live", "stop"])
    expect(await during(() => stage.current())).toEqual(["read"])
    expect(await during(() => stage.ask((context) => target.url(context, to!)))).toEqual(["start"])
  })
})

describe("the release before", () => {
  it("ends when the new one serves, and no sooner", async () => {
    const { context } = stage.attempt()
    await stage.deploy(release(1), {}, context)
    platform.next("stuck")
    await stage.deploy(release(2), {}, context)
    expect(running()).toContain(digest(1))
    await stage.deploy(release(3), {}, context)
    expect(running()).not.toContain(digest(1))
  })

  it("is told where it cannot be ended, and does not undo what serves", async () => {
    await stage.deployed(1)
    platform.engine.stopping = broken
    expect(await stage.deploy(release(2))).toMatchObject(release(2))
    expect(stage.told).toContainEqual(expect.stringMatching(/· \[PLATFORM_CALL\] local did not stop production/))
    await stage.serving(2)
    expect(stage.problems).toEqual([])
  })
})

it("what cannot be ended is not told to be down, and is ended when that is asked again", async () => {
  await stage.deployed(1)
  platform.engine.stopping = broken
  const down = () => stage.ask((context) => target.takeDown(context, "production"))
  stage.failed(await down(), /local did not stop production's container/)
  await stage.serving(1)
  platform.engine.stopping = () => {}
  expect(await during(down)).toEqual(["read", "stop", "append down"])
  await stage.serving(undefined)
  expect(stage.problems).toEqual([])
})

it("what never opens its port has failed, and is in nobody's records as live", async () => {
  await stage.deployed(1)
  platform.engine.starting = (container) => void (container.opens = Infinity)
  stage.failed(await stage.deploy(release(2)), /NOT_SERVING.* failed: its container did not become healthy within 60 s/)
  await stage.serving(1)
  expect(stage.problems).toEqual([])
})

describe("the schema of a database that lives as long as an attempt", () => {
  const migrating = (context: Context): Context => {
    const image = { ...context.config.image!, migrate: ["alembic", "upgrade", "head"] }
    return { ...context, config: { ...context.config, image } }
  }
  const attempt = () => migrating(stage.attempt().context)
  const migrate = (context: Context, number: number) =>
    target.migrate(context, "production", release(number).image, ["alembic", "upgrade", "head"])

  async function migrated(): Promise<Deployment> {
    const context = attempt()
    await migrate(context, 2)
    // An earlier image on a later schema: the schema is what the last migration made it.
    return target.deploy(context, "production", release(1), {})
  }

  it("is there in the attempt that migrated, and not asked for", async () => {
    const context = attempt()
    const calls = await during(async () => {
      await migrate(context, 1)
      const deployment = await target.deploy(context, "production", release(1), {})
      await Promise.all([target.url(context, deployment), target.url(context, deployment)])
    })
    const deployed = ["read", "append accepted", "start", "ask", "append live"]
    expect(calls).toEqual(["migrate", "append migrated", ...deployed, "reach", "reach"])
  })

  it("is brought back by a later one with the image that made it, once, before anything starts", async () => {
    const deployment = await migrated()
    const later = attempt()
    const calls = await during(() => Promise.all([target.url(later, deployment), target.url(later, deployment)]))
    expect(calls).toEqual(["read", "migrate", "append migrated", "start", "reach"])
    expect(platform.engine.migrations.map(({ image }) => image.digest)).toEqual([digest(2), digest(2)])
  })

  it("that cannot be brought back is an error with its words, and tried again when that is asked again", async () => {
    const deployment = await migrated()
    const later = attempt()
    platform.engine.migrating = { exitCode: 3, output: "relation is locked" }
    const url = () => stage.ask(() => target.url(later, deployment))
    const calls = await during(async () =>
      stage.failed(await url(), /local did not bring production's database back .*exit code 3\nrelation is locked/s),
    )
    expect(calls, "nothing serves on another schema").toEqual(["read", "migrate"])
    platform.engine.migrating = { exitCode: 0, output: "" }
    expect(await url()).toMatch(/^http/)
    expect(stage.problems).toEqual([])
  })

  it("is not what a migration that failed left", async () => {
    platform.engine.migrating = { exitCode: 1, output: "no" }
    expect(await during(() => migrate(attempt(), 1))).toEqual(["migrate"])
  })
})

function broken(): never {
  throw new Error("the engine is busy")
}
