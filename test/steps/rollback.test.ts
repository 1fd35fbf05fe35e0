/** Shows which image a rollback keeps from being deployed again. */
import { expect, it } from "vitest"
import { rollback } from "../../.dagger/lib/steps/rollback.js"
import type { Image } from "../../.dagger/lib/targets/target.js"
import { NEW, newAttempt, newWorld, OLD, quiet } from "../pipeline/world.js"

/** Its probes find nobody, which is not what this asks. */
async function frozenAfter(released: Image): Promise<string[]> {
  const world = newWorld(quiet)
  const { context } = newAttempt(world, 1)
  const decision = {
    action: "roll-back",
    rule: "critical",
    reason: "it fails",
    page: true,
    issue: true,
    looks: [],
  } as const
  Object.assign(context.handed, { image: released, previous: world.live.production, decision })
  await rollback({ ...context, config: { ...context.config, probes: [] } }, "production")
  return world.frozen.map(({ digest }) => digest)
}

it("freezes the image that it takes back", async () => {
  expect(await frozenAfter(NEW)).toEqual([NEW.digest])
})

it("does not freeze the image that it goes back to: it may have been released anew with other settings", async () => {
  expect(await frozenAfter(OLD)).toEqual([])
})
