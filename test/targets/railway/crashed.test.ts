/** Shows that what crashed in service is still what is live, and that what crashed on its way there never was. */
import { describe, expect, it } from "vitest"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { BUSY, deploy, messageOf, newWorld, release, type World } from "./world.js"

const [a, b, c] = [release("a"), release("b"), release("c")]
const current = ({ context }: World) => railway.current(context, "staging")
const versions = async ({ context }: World) => (await railway.history(context, "staging")).map(({ version }) => version)

/** A deployment that crashes while it is rolled out, so that what served goes on. */
async function crashesOnItsWay(world: World, one = c): Promise<void> {
  world.platform.once({ states: ["DEPLOYING", "CRASHED"] })
  expect(await messageOf(deploy(world, one))).toContain("CRASHED")
}

/** Whether Railway would still roll back to what crashed: it keeps an image for days. */
const kept: [string, (world: World) => void][] = [
  ["Railway keeps", () => undefined],
  ["Railway keeps no more", ({ platform }) => void (platform.odd.nothingKept = true)],
]

describe.each(kept)("a live release that crashed and that %s", BUSY, (_, age) => {
  it("is what is live, and a part of history", async () => {
    const world = await newWorld()
    for (const one of [a, b]) await deploy(world, one)
    world.platform.crash()
    age(world)

    expect(await current(world)).toMatchObject({ ...b, id: "dep-2", variables: { APP_VERSION: "v-b" } })
    expect(await versions(world)).toContain("v-b")
  })

  it("still is, when Railway says that all its instances have stopped", async () => {
    const world = await newWorld()
    for (const one of [a, b]) await deploy(world, one)
    world.platform.crash()
    world.platform.deployments[1]!.deploymentStopped = true
    age(world)

    expect(await current(world)).toMatchObject(b)
  })

  it("still is after one that crashed on its way, and one that was cancelled", async () => {
    const world = await newWorld({ options: "deadlineSeconds: 30" })
    for (const one of [a, b]) await deploy(world, one)
    world.platform.crash()
    await crashesOnItsWay(world)
    world.platform.once({ states: ["BUILDING"] })
    expect(await messageOf(deploy(world, release("d")))).toContain("it was cancelled")
    age(world)

    expect(await current(world)).toMatchObject(b)
    expect(await versions(world)).not.toContain("v-c")
  })

  it("is also one that came after another had crashed on its way", async () => {
    const world = await newWorld()
    await deploy(world, a)
    await crashesOnItsWay(world)
    await deploy(world, b)
    world.platform.crash()
    age(world)

    expect(await current(world)).toMatchObject(b)
  })

  it("is what a rollback goes back from", async () => {
    const world = await newWorld()
    await deploy(world, a)
    const to = (await current(world))!
    await deploy(world, b)
    world.platform.crash()
    age(world)
    await railway.rollback(world.context, "staging", to)

    expect(world.fake.serves()).toBe(a.image.digest)
    expect(await current(world)).toMatchObject(a)
  })

  it("is taken down like one that serves, with what crashed on its way after it", async () => {
    const world = await newWorld()
    for (const one of [a, b]) await deploy(world, one)
    world.platform.crash()
    await crashesOnItsWay(world)
    age(world)
    await railway.takeDown(world.context, "staging")

    expect(world.platform.done.slice(-2)).toEqual(["remove dep-3", "remove dep-2"])
    expect(await current(world)).toBeUndefined()
  })
})

describe("what crashed on its way", BUSY, () => {
  it("was never live: what served before still is", async () => {
    const world = await newWorld()
    await deploy(world, a)
    await crashesOnItsWay(world)

    expect(await current(world)).toMatchObject(a)
    expect(await versions(world)).toEqual(["v-a"])
  })

  it("was no release, where there was none before", async () => {
    const world = await newWorld()
    await crashesOnItsWay(world)

    expect(await current(world)).toBeUndefined()
    expect(await versions(world)).toEqual([])
  })

  it.each(["taken down", "cancelled"])("is none either after one that was %s before", async (how) => {
    const world = await newWorld({ options: "deadlineSeconds: 30" })
    if (how === "cancelled") world.platform.once({ states: ["BUILDING"] })
    await messageOf(deploy(world, a))
    if (how === "taken down") await railway.takeDown(world.context, "staging")
    await crashesOnItsWay(world)

    expect(world.platform.deployments.map(({ status }) => status)).toEqual(["REMOVED", "CRASHED"])
    expect(await current(world)).toBeUndefined()
  })

  it("does not come to life by what is taken down or comes after it", async () => {
    const world = await newWorld()
    await deploy(world, a)
    await crashesOnItsWay(world)
    await deploy(world, b)

    expect(await versions(world)).toEqual(["v-b", "v-a"])
    await railway.takeDown(world.context, "staging")
    expect(await current(world)).toBeUndefined()
  })

  it("does not seem live once what served beside it is taken down", async () => {
    const world = await newWorld()
    await deploy(world, a)
    await crashesOnItsWay(world)
    await railway.takeDown(world.context, "staging")

    expect(await current(world)).toBeUndefined()
  })
})

it("where Railway does not say when it removed what served, the newest that crashed counts", BUSY, async () => {
  const world = await newWorld()
  for (const one of [a, b]) await deploy(world, one)
  world.platform.crash()
  world.platform.odd.nothingKept = true
  for (const one of world.platform.deployments) Object.assign(one, { statusUpdatedAt: null })

  expect(await current(world)).toMatchObject(b)
})

it("a take-down is no success as long as what crashed is there", BUSY, async () => {
  const world = await newWorld({ options: "deadlineSeconds: 30" })
  await deploy(world, a)
  world.platform.crash()
  world.platform.odd.immortal = true

  expect(await messageOf(railway.takeDown(world.context, "staging"))).toContain("dep-1 says CRASHED")
})
