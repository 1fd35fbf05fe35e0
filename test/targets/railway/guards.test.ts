/** Shows that each guard against a false success is needed: with it the case ends well, and without it Railway is believed. */
import { afterEach, describe, expect, it } from "vitest"
import { guards } from "../../../.dagger/lib/targets/railway/guards.js"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { replace } from "../conformance/subject.js"
import { BUSY, deploy, digestOf, losing, messageOf, newWorld, release, type World } from "./world.js"

const [a, b] = [release("a"), release("b")]
type Guard = keyof typeof guards

interface Case {
  guard: Guard
  off: unknown
  /** What Railway does. */
  name: string
  /** Whether the target saw through it. */
  holds(world: World): Promise<boolean>
}

const stops = async (world: World, words: string) => (await messageOf(deploy(world, a))).includes(words)

const cases: Case[] = [
  {
    guard: "errorIn",
    off: () => undefined,
    name: "answers with an error beside data that looks well (trap 1)",
    async holds(world) {
      const data = { variableCollectionUpsert: true }
      world.refusals.set("Upsert", { message: "Problem processing request", times: 9, data })
      return stops(world, "Problem processing request")
    },
  },
  {
    guard: "mayPass",
    off: () => false,
    name: "answers one read with an error and status 200",
    async holds(world) {
      world.refusals.set("Deployments", { message: "Problem processing request", times: 1 })
      return (await messageOf(deploy(world, a))) === ""
    },
  },
  {
    guard: "isDone",
    off: () => true,
    name: "answers false to the variables (trap 1)",
    holds(world) {
      world.platform.odd.refusing = ["variableCollectionUpsert"]
      return stops(world, "did not set the variables of staging: it answered false")
    },
  },
  {
    guard: "isDone",
    off: () => true,
    name: "answers false to a rollback (trap 1)",
    async holds(world) {
      await deploy(world, a)
      const to = (await railway.current(world.context, "staging"))!
      await deploy(world, b)
      world.platform.odd.rollbackRefused = true
      await railway.rollback(world.context, "staging", to)
      return world.announced.some((line) => line.includes("it answered false"))
    },
  },
  {
    guard: "wrongImage",
    off: () => undefined,
    name: "says SUCCESS of the image that was live before (trap 2)",
    async holds(world) {
      await deploy(world, b)
      world.platform.odd.stale = true
      return stops(world, `it serves ${digestOf("b")}, not ${digestOf("a")}`)
    },
  },
  {
    guard: "wrongImage",
    off: () => undefined,
    name: "says SUCCESS, and no digest",
    holds(world) {
      world.platform.odd.digest = "nowhere"
      return stops(world, "does not say which digest")
    },
  },
  {
    guard: "isStopped",
    off: () => false,
    name: "says SUCCESS of a deployment that was stopped",
    holds(world) {
      const start = world.platform.start.bind(world.platform)
      world.platform.start = (...given) => Object.assign(start(...given), { deploymentStopped: true })
      return stops(world, "it was stopped")
    },
  },
  {
    guard: "mayHaveHappened",
    off: () => false,
    name: "deploys, and its answer is lost",
    async holds(world) {
      losing(world, "Deploy")
      return (await messageOf(deploy(world, a))) === ""
    },
  },
]

describe("Railway", BUSY, () => {
  let restore = () => {}
  afterEach(() => restore())

  it.each(cases.map((one) => [one.name, one] as const))("%s: seen through, by one guard", async (_, one) => {
    expect(await one.holds(await newWorld())).toBe(true)
    restore = replace(guards, one.guard, one.off as never)
    expect(await one.holds(await newWorld())).toBe(false)
  })
})
