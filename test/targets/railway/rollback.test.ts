/** Shows how Railway goes back, what it does when Railway's own way fails, and that nothing brings the bad release again. */
import { describe, expect, it } from "vitest"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import type { Deployment } from "../../../.dagger/lib/targets/target.js"
import { BUSY, deploy, digestOf, losing, messageOf, newWorld, release, REPOSITORY, type World } from "./world.js"

const [a, b] = [release("a"), release("b")]

/** `a` served, and now `b` does. */
async function afterBadRelease(options = ""): Promise<{ world: World; to: Deployment }> {
  const world = await newWorld({ options })
  await deploy(world, a)
  const to = (await railway.current(world.context, "staging"))!
  await deploy(world, b)
  world.platform.done.length = 0
  return { world, to }
}

const rollback = ({ context }: World, to: Deployment) => railway.rollback(context, "staging", to)
const current = ({ context }: World) => railway.current(context, "staging")
const source = (letter: string) => `${REPOSITORY}@${digestOf(letter)}`

/** Whoever presses "redeploy" afterwards must not get the bad one. */
function expectNothingBad({ platform }: World): void {
  expect(platform.source).toBe(source("a"))
  expect(platform.variables).toMatchObject({ APP_VERSION: "v-a", LOG_LEVEL: "DEBUG" })
}

describe("a rollback", BUSY, () => {
  it("is Railway's own, and then what is configured is set back too", async () => {
    const { world, to } = await afterBadRelease()
    const live = await rollback(world, to)

    expect(live).toMatchObject({ ...a, id: "dep-3", variables: { APP_VERSION: "v-a" } })
    expect(world.platform.done).toEqual(["rollback dep-3", `update ${source("a")}`, "variables"])
    expect(await current(world)).toMatchObject({ ...a, id: "dep-3" })
    expectNothingBad(world)
  })

  it("finds the deployment that Railway makes, although the list lags behind", async () => {
    const { world, to } = await afterBadRelease()
    const start = world.platform.start.bind(world.platform)
    world.platform.start = (...given) => {
      world.platform.odd.staleLists = 3
      return start(...given)
    }

    expect(await rollback(world, to)).toMatchObject({ id: "dep-3" })
  })

  it("of a deployment that never served only sets back what is configured", async () => {
    const { world, to } = await afterBadRelease()
    world.platform.odd.states = ["FAILED"]
    await messageOf(deploy(world, release("c")))
    const serving = (await current(world))!
    const before = world.platform.deployments.length

    expect(await rollback(world, serving)).toMatchObject({ ...b, id: "dep-2" })
    expect(world.platform.deployments).toHaveLength(before)
    expect(world.platform.source).toBe(source("b"))
    expect(to.id).toBe("dep-1")
  })

  it("cancels what is on its way, lest it serve after all", async () => {
    const { world, to } = await afterBadRelease()
    world.platform.odd.states = ["BUILDING"]
    world.platform.start("deploy", source("f"), {})
    world.platform.odd.states = ["SUCCESS"]
    await rollback(world, to)

    expect(world.platform.done).toContain("cancel dep-3")
    expect(await current(world)).toMatchObject({ ...a, id: "dep-4" })
  })

  it("that an attempt before this one began is taken up", async () => {
    const { world, to } = await afterBadRelease()
    world.platform.odd.states = ["BUILDING", "BUILDING", "DEPLOYING", "SUCCESS"]
    world.platform.rollback(world.platform.deployments[0]!)

    expect(await rollback(world, to)).toMatchObject({ id: "dep-3" })
    expect(world.platform.deployments).toHaveLength(3)
  })

  it("to the same image with other variables is a real one", async () => {
    const { world } = await afterBadRelease()
    const to = (await current(world))!
    await deploy(world, { ...b, run: "run-c", version: "v-c" })

    expect(await rollback(world, to)).toMatchObject({ ...b, id: "dep-4" })
    expect(world.platform.deployments[3]).toMatchObject({ by: "rollback", variables: { APP_VERSION: "v-b" } })
  })

  it("whose answer is lost is looked for, and made once", async () => {
    const { world, to } = await afterBadRelease()
    losing(world, "Rollback")
    await rollback(world, to)

    expect(world.platform.done.filter((what) => what.startsWith("rollback"))).toEqual(["rollback dep-3"])
  })
})

describe("the previous digest is deployed again", BUSY, () => {
  it.each([
    ["keeps nothing to roll back to", (world: World) => (world.platform.odd.nothingKept = true), "keeps no deployment"],
    ["answers false (trap 1)", (world: World) => (world.platform.odd.rollbackRefused = true), "it answered false"],
    [
      "answers true and does nothing",
      (world: World) => (world.platform.odd.rollbackForgotten = true),
      "made no deployment",
    ],
    [
      "answers with an error and status 200 (trap 1)",
      (world: World) => world.refusals.set("Rollback", { message: "Image is gone", times: 9 }),
      "Image is gone",
    ],
  ])("when Railway %s", async (_, misbehave, words) => {
    const { world, to } = await afterBadRelease()
    misbehave(world)
    const live = await rollback(world, to)

    expect(live).toMatchObject({ ...a, id: "dep-3" })
    expect(world.platform.deployments[2]).toMatchObject({ by: "deploy", variables: { APP_VERSION: "v-a" } })
    expect(world.announced.join("\n")).toContain(words)
    expectNothingBad(world)
  })

  it("when Railway's own rollback brings the wrong image", async () => {
    const { world, to } = await afterBadRelease()
    const start = world.platform.start.bind(world.platform)
    world.platform.start = (by, image, variables) => start(by, by === "rollback" ? source("f") : image, variables)
    await rollback(world, to)

    expect(world.announced.join("\n")).toMatch(/made no deployment|it serves sha256:f+/)
    expect(await current(world)).toMatchObject({ ...a })
    expectNothingBad(world)
  })

  it("with what the config declares where nobody knows the variables of then", async () => {
    const { world, to } = await afterBadRelease()
    world.platform.odd.nothingKept = true
    await rollback(world, { ...to, variables: {} })

    expectNothingBad(world)
  })

  it("and when that fails too, it is an error", async () => {
    const { world, to } = await afterBadRelease()
    world.platform.odd.states = ["FAILED"]

    expect(await messageOf(rollback(world, to))).toContain("failed: FAILED")
    expect(await current(world)).toMatchObject({ ...b })
  })
})

it("a rollback that worked is none the worse for a setting that could not be set back, but says so", BUSY, async () => {
  const { world, to } = await afterBadRelease()
  world.refusals.set("Update", { message: "no", times: 99 })

  expect(await rollback(world, to)).toMatchObject({ ...a })
  expect(world.announced.at(-1)).toContain(`set its image to ${source("a")} by hand`)
})

describe("taking it down", BUSY, () => {
  it("removes what serves and cancels what would", async () => {
    const { world } = await afterBadRelease()
    world.platform.odd.states = ["BUILDING"]
    world.platform.start("deploy", source("f"), {})
    await railway.takeDown(world.context, "staging")

    expect(world.platform.done).toEqual(["deploy dep-3", "cancel dep-3", "remove dep-2"])
    expect(await current(world)).toBeUndefined()
  })

  it("is no success as long as something serves", async () => {
    const { world } = await afterBadRelease("deadlineSeconds: 30")
    world.platform.odd.immortal = true

    expect(await messageOf(railway.takeDown(world.context, "staging"))).toContain(
      "did not take staging down: dep-2 says SUCCESS",
    )
  })
})
