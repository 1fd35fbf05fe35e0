/** Shows which errors of status 200 are asked about again: what may pass, on reads; never a change, never a plain no. */
import { describe, expect, it } from "vitest"
import { documents } from "../../../.dagger/lib/targets/railway/documents.js"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { BUSY, deploy, messageOf, newWorld, release, type World } from "./world.js"

const TRIES = 4
const current = ({ context }: World) => railway.current(context, "staging")
const asked = ({ fake }: World, operation: string) =>
  fake.base.heard.filter(({ query }) => query.get("q") === operation).length

describe("a read that Railway answers with an error and status 200", BUSY, () => {
  it.each([
    ["Problem processing request", undefined],
    ["Rate limit exceeded, try again in 12 seconds", undefined],
    ["Too many requests", "RATE_LIMITED"],
    ["Service unavailable", "SERVICE_UNAVAILABLE"],
    ["something that nobody has seen yet", ""],
  ])("is asked again after %j", async (message, code) => {
    const world = await newWorld()
    await deploy(world, release("a"))
    world.refusals.set("Deployments", { message, times: TRIES - 1, ...(code === undefined ? {} : { code }) })

    expect(await current(world)).toMatchObject(release("a"))
  })

  it("is an error in Railway's words when that does not pass, and says to look for an outage", async () => {
    const world = await newWorld()
    world.refusals.set("Deployments", { message: "Problem processing request", times: 99 })
    const message = await messageOf(current(world))

    expect(message).toContain("status 200: Problem processing request (trace 8041726354)")
    expect(message).toContain("outage")
    expect(asked(world, "Deployments")).toBe(TRIES)
  })

  it.each([
    ["Not Authorized", undefined],
    ["Project not found", undefined],
    ["You do not have permission to see this", undefined],
    [`Cannot query field "gone" on type "Deployment".`, undefined],
    [`Variable "$input" got invalid value`, undefined],
    ["no", "UNAUTHENTICATED"],
    ["no", "FORBIDDEN"],
    ["no", "NOT_FOUND"],
    ["no", "BAD_USER_INPUT"],
    ["no", "GRAPHQL_VALIDATION_FAILED"],
    ["no", "GRAPHQL_PARSE_FAILED"],
  ])("is not asked again after %j with code %s", async (message, code) => {
    const world = await newWorld()
    world.refusals.set("Deployments", { message, times: 1, ...(code === undefined ? {} : { code }) })

    expect(await messageOf(current(world))).toContain(message)
    expect(asked(world, "Deployments")).toBe(1)
  })

  it("does not end a rollback", async () => {
    const world = await newWorld()
    await deploy(world, release("a"))
    const to = (await current(world))!
    await deploy(world, release("b"))
    for (const name of ["Deployments", "Deployment", "Variables"])
      world.refusals.set(name, { message: "Problem processing request", times: 2 })

    expect(await railway.rollback(world.context, "staging", to)).toMatchObject(release("a"))
    expect(world.announced.join("\n")).not.toContain("Problem processing request")
  })
})

it.each(["Update", "Upsert", "Deploy"])(
  "the change %s is made no second time after such an error",
  BUSY,
  async (name) => {
    const world = await newWorld()
    world.refusals.set(name, { message: "Problem processing request", times: 1 })

    expect(await messageOf(deploy(world, release("a")))).toContain("Problem processing request")
    expect(asked(world, name)).toBe(1)
  },
)

it("every request names its operation in the address, where a log shows it", BUSY, async () => {
  const world = await newWorld()
  await deploy(world, release("a"))
  const named = world.fake.base.heard.map(({ query }) => query.get("q"))

  expect(new Set(named)).toEqual(new Set(["Variables", "Deployments", "Update", "Upsert", "Deploy", "Deployment"]))
  for (const { query, body } of world.fake.base.heard)
    expect((body as { query: string }).query).toMatch(new RegExp(`(query|mutation) ${query.get("q")}\\b`))
  for (const text of Object.values(documents)) expect(text).toMatch(/^\s*(query|mutation) \w+/)
})
