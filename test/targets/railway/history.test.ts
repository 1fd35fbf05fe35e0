/** Shows what Railway's list of deployments is read as: what serves, what did, and whether there is a way back. */
import { describe, expect, it } from "vitest"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { BUSY, DATABASE, deploy, digestOf, messageOf, newWorld, release, REPOSITORY, type World } from "./world.js"

const [a, b] = [release("a"), release("b")]
const current = ({ context }: World) => railway.current(context, "staging")
const history = ({ context }: World) => railway.history(context, "staging")

describe("what is live", BUSY, () => {
  it("is nothing before the first release", async () => {
    const world = await newWorld()

    expect(await current(world)).toBeUndefined()
    expect(await history(world)).toEqual([])
  })

  it("is the release with its version, run and declared variables, and without its secrets", async () => {
    const world = await newWorld()
    world.platform.variables = { SOMEBODYS_OWN: "private" }
    await deploy(world, a)
    const live = await current(world)

    expect(live).toEqual({
      ...a,
      id: "dep-1",
      environment: "staging",
      variables: { APP_VERSION: "v-a", LOG_LEVEL: "DEBUG" },
      at: "2026-01-01T00:01:00.000Z",
    })
    expect(JSON.stringify(live)).not.toContain(DATABASE)
  })

  it.each([
    ["FAILED", ["BUILDING", "FAILED"]],
    ["still on its way", ["BUILDING"]],
  ])("is the release before as long as the next one is %s", async (_, states) => {
    const world = await newWorld({ options: "deadlineSeconds: 30" })
    await deploy(world, a)
    world.platform.odd.states = states
    world.platform.start("deploy", `${REPOSITORY}@${digestOf("b")}`, {})

    expect(await current(world)).toMatchObject({ ...a, id: "dep-1" })
  })

  it("is also what sleeps until somebody asks", async () => {
    const world = await newWorld()
    await deploy(world, a)
    world.platform.deployments[0]!.status = "SLEEPING"

    expect(await current(world)).toMatchObject(a)
  })

  it("is not what was stopped", async () => {
    const world = await newWorld()
    await deploy(world, a)
    world.platform.deployments[0]!.deploymentStopped = true

    expect(await current(world)).toBeUndefined()
  })

  it("that somebody else deployed is known by its digest and tag alone", async () => {
    const world = await newWorld()
    world.platform.start("deploy", `${REPOSITORY}:1.2@${digestOf("c")}`, {})
    world.platform.look(world.platform.deployments[0]!)
    Object.assign(world.platform.deployments[0]!, { status: "SUCCESS" })

    expect(await current(world)).toMatchObject({
      image: { repository: REPOSITORY, tag: "1.2", digest: digestOf("c") },
      version: "",
      run: "",
    })
  })

  it("is an error when Railway answers with one, never nothing", async () => {
    const world = await newWorld()
    world.refusals.set("Deployments", { message: "Problem processing request", times: 9 })

    expect(await messageOf(current(world))).toContain("Railway did not read the deployments")
  })
})

describe("history", BUSY, () => {
  it("is every release that was live, newest first", async () => {
    const world = await newWorld()
    for (const one of [a, b, release("c")]) await deploy(world, one)

    expect((await history(world)).map(({ version, id }) => [version, id])).toEqual([
      ["v-c", "dep-3"],
      ["v-b", "dep-2"],
      ["v-a", "dep-1"],
    ])
  })

  it("holds nothing that was cancelled or failed, although Railway calls that removed too", async () => {
    const world = await newWorld()
    await deploy(world, a)
    world.platform.odd.states = ["REMOVED"]
    await messageOf(deploy(world, b))

    expect((await history(world)).map(({ version }) => version)).toEqual(["v-a"])
  })

  it("is read page by page", async () => {
    const world = await newWorld()
    world.platform.odd.states = ["SUCCESS"]
    for (let count = 0; count < 120; count++) world.platform.start("deploy", `${REPOSITORY}@${digestOf("a")}`, {})

    expect(await history(world)).toHaveLength(120)
  })

  it("leaves out what was built from a source: it cannot be told what that was", async () => {
    const world = await newWorld()
    world.platform.odd.digest = "nowhere"
    world.platform.odd.states = ["SUCCESS"]
    world.platform.start("deploy", `${REPOSITORY}@${digestOf("a")}`, {})

    expect(await history(world)).toEqual([])
  })
})

describe("the way back", BUSY, () => {
  const wayBack = async (world: World) => railway.wayBack(world.context, "staging", await current(world))

  it("is none before the first release", async () => {
    expect(await wayBack(await newWorld())).toEqual({ able: false, reason: "staging has no earlier release" })
  })

  it("is Railway's own rollback, as long as it keeps the deployment", async () => {
    const world = await newWorld()
    await deploy(world, a)

    expect(await wayBack(world)).toEqual({
      able: true,
      reason: `Railway keeps deployment dep-1 to roll back to ${digestOf("a")}`,
    })
  })

  it("is the digest after that", async () => {
    const world = await newWorld()
    await deploy(world, a)
    world.platform.odd.nothingKept = true

    expect(await wayBack(world)).toEqual({
      able: true,
      reason: `Railway keeps no deployment of ${digestOf("a")} to roll back to: it would be deployed again by its digest`,
    })
  })

  it("is none to what has no digest", async () => {
    const world = await newWorld()
    world.platform.odd.digest = "nowhere"
    world.platform.odd.states = ["SUCCESS"]
    world.platform.start("deploy", `${REPOSITORY}@${digestOf("a")}`, {})

    expect(await wayBack(world)).toEqual({ able: false, reason: "Railway does not say which digest staging serves" })
  })
})
