/** Shows how waiting ends: with the value, or with the last reason at the deadline. */
import { expect, it } from "vitest"
import { type Clock, poll, within } from "../../.dagger/lib/exec/poll.js"

/** Time that passes only by sleeping. */
function fakeClock(): Clock & { slept: number[] } {
  const slept: number[] = []
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => void slept.push(ms) as unknown as Promise<void>,
  }
}

it("asks again until there is a value", async () => {
  const clock = fakeClock()
  let asked = 0
  const attempt = () => (++asked < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve("up"))

  expect(await poll(attempt, { intervalMs: 250, timeoutMs: 1000, clock })).toEqual({ value: "up", attempts: 3 })
  expect(clock.slept).toEqual([250, 250])
})

it("ends at the deadline with the last reason, and never sleeps past it", async () => {
  const clock = fakeClock()
  let asked = 0
  const result = await poll(() => Promise.reject(new Error(`no ${++asked}`)), {
    intervalMs: 400,
    timeoutMs: 1000,
    clock,
  })

  expect(result).toEqual({ attempts: 3, reason: "no 3" })
  expect(clock.now()).toBeLessThanOrEqual(1000)
})

it("gives a call without a deadline one", async () => {
  await expect(within(new Promise(() => {}), 10, "the service did not start")).rejects.toThrow(
    "the service did not start within 0.01 s",
  )
  expect(await within(Promise.resolve(1), 10, "never")).toBe(1)
})
