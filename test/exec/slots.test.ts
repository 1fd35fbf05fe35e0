/** Shows that no more tools run at once than there are slots, that lint leaves some free, that the urgent come first, and that a failure frees its slot. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { inSlot, SLOTS, UNHURRIED, UNHURRIED_SLOTS } from "../../.dagger/lib/exec/slots.js"

it("holds for any mix of work that ends or fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ well: fc.boolean(), lint: fc.boolean() }), { maxLength: 40 }),
      async (works) => {
        const running = { all: 0, lint: 0 }
        const most = { all: 0, lint: 0 }
        const results = await Promise.allSettled(
          works.map(({ well, lint }) =>
            inSlot(
              async () => {
                most.all = Math.max(most.all, ++running.all)
                if (lint) most.lint = Math.max(most.lint, ++running.lint)
                await new Promise((done) => setImmediate(done))
                running.all--
                if (lint) running.lint--
                if (!well) throw new Error("seeded")
              },
              lint ? UNHURRIED : undefined,
            ),
          ),
        )
        const lints = works.filter(({ lint }) => lint).length

        expect(results.map(({ status }) => status === "fulfilled")).toEqual(works.map(({ well }) => well))
        expect(most.lint).toBeLessThanOrEqual(UNHURRIED_SLOTS)
        if (lints === works.length) expect(most.lint).toBe(Math.min(UNHURRIED_SLOTS, lints))
        if (lints === 0) expect(most.all).toBe(Math.min(SLOTS, works.length))
        expect(most.all).toBeLessThanOrEqual(SLOTS)
      },
    ),
    { numRuns: 50 },
  )
})

it("takes the most urgent of those that wait, and among equals the one that came first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 }), async (urgencies) => {
      const began: number[] = []
      let open = () => {}
      const full = new Promise<void>((done) => (open = done))
      const busy = Array.from({ length: SLOTS }, () => inSlot(() => full))
      const waiting = urgencies.map((urgency, index) => inSlot(() => Promise.resolve(began.push(index)), urgency))
      open()
      await Promise.all([...busy, ...waiting])

      expect(began).toEqual(urgencies.map((_, index) => index).toSorted((a, b) => urgencies[b]! - urgencies[a]!))
    }),
    { numRuns: 50 },
  )
})

it("leaves every second slot to what others wait for, whenever that comes", async () => {
  let open = () => {}
  const full = new Promise<void>((done) => (open = done))
  const began: string[] = []
  const begin = (name: string, urgency: number) =>
    inSlot(() => {
      began.push(name)
      return full
    }, urgency)
  const lint = Array.from({ length: SLOTS }, () => begin("lint", UNHURRIED))
  const suites = Array.from({ length: SLOTS - UNHURRIED_SLOTS }, () => begin("suite", UNHURRIED + 1))
  await new Promise((done) => setImmediate(done))

  expect(began.filter((name) => name === "lint")).toHaveLength(UNHURRIED_SLOTS)
  expect(began.filter((name) => name === "suite")).toHaveLength(SLOTS - UNHURRIED_SLOTS)
  open()
  await Promise.all([...lint, ...suites])
  expect(began).toHaveLength(2 * SLOTS - UNHURRIED_SLOTS)
})
