/** Shows that no secret is told to anybody, also when Railway quotes what it was sent; and that a missing one is named. */
import type { Secret } from "@dagger.io/dagger"
import { expect, it } from "vitest"
import { railway } from "../../../.dagger/lib/targets/railway/index.js"
import { requireSecrets } from "../../../.dagger/lib/targets/secrets.js"
import { PROJECT_TOKEN } from "./fake.js"
import { BUSY, deploy, messageOf, newWorld, PULL_PASSWORD, release, type World } from "./world.js"

const [a, b] = [release("a"), release("b")]
const REGISTRY = { options: "registry: { username: puller, password: env://PULL }" }

/** Everything that anybody is told of a release, a rollback and a look. */
async function allTold(world: World): Promise<string> {
  const { context, announced } = world
  const told = [await deploy(world, a).catch((error: Error) => error.message)]
  const to = await railway.current(context, "staging").catch(() => undefined)
  told.push(await deploy(world, b).catch((error: Error) => error.message))
  const way = () => railway.rollback(context, "staging", { ...to!, ...a })
  for (const ask of [way, () => railway.history(context, "staging"), () => railway.check(context, "staging")])
    told.push((await ask().catch((error: Error) => error.message)) as never)
  return JSON.stringify([told, announced])
}

it.each([
  ["all is well", []],
  ["the image cannot be set", ["Update"]],
  ["the variables cannot be set", ["Upsert"]],
  ["nothing can be deployed", ["Deploy", "Rollback"]],
])("when %s, secrets stay where they are", BUSY, async (_, operations) => {
  const world = await newWorld(REGISTRY)
  for (const name of operations) world.refusals.set(name, { message: "bad value", times: 99, quotes: true })
  const told = await allTold(world)

  for (const secret of [PROJECT_TOKEN, PULL_PASSWORD, "canary-database-password"]) expect(told).not.toContain(secret)
  if (operations.length > 0) expect(told).toMatch(/bad value: .*\*\*\*/)
})

it("reads the token and the secrets only when they are sent, and never puts them in an address", async () => {
  const world = await newWorld(REGISTRY)
  await deploy(world, a)

  for (const { path, query } of world.fake.base.heard)
    expect([path, query.toString()]).toEqual(["/", expect.stringMatching(/^q=[A-Za-z]+$/)])
})

it("names the registry's password with all others that were not passed", async () => {
  const world = await newWorld(REGISTRY)
  world.context.secrets = { tokens: {}, named: () => Promise.resolve(new Map<string, Secret>()) }
  const message = await messageOf(requireSecrets(world.context, ["staging"]))

  expect(message).toContain("3 secrets were not passed")
  expect(message).toContain("staging needs registry.password (environments.staging.options.registry.password)")
  expect(message).toContain("--railway-token=env://")
})
