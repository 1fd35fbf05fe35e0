/** Shows that production waits for a person who may approve, and that the answer is kept. */
import { expect, it } from "vitest"
import { approval } from "../../.dagger/lib/steps/approval.js"
import { newAttempt, newWorld, quiet } from "../pipeline/world.js"

async function asked(approvedBy: string | undefined, by?: string[]) {
  const { context } = newAttempt(newWorld(quiet), 1)
  const config = { ...context.config, approval: by ? { by } : {} }
  return approval({
    ...context,
    config,
    request: { ...context.request, approvedBy },
    clock: { ...context.clock, now: () => 0 },
  })
}

it("waits without an answer, and says how to give one", async () => {
  expect(await asked(undefined)).toEqual({
    status: "inconclusive",
    summary: "waits for a person: run again with --run run-1 --approve NAME",
  })
  expect((await asked(undefined, ["ops", "lead"])).summary).toMatch(/^waits for ops or lead: /)
})

it("keeps who approved, and when", async () => {
  expect(await asked("ops", ["ops"])).toEqual({
    status: "passed",
    summary: "approved by ops at 1970-01-01T00:00:00.000Z",
  })
})

it("goes on waiting when somebody else answers", async () => {
  expect(await asked("op", ["ops"])).toMatchObject({
    status: "inconclusive",
    summary: expect.stringMatching(/^op may not approve, did you mean ops\?; waits for ops: /) as string,
  })
})
