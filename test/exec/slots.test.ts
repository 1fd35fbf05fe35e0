/** Shows that no more tools run at once than there are cores, that all of them run, and that a failure frees its slot. */
import { availableParallelism } from "node:os"
import fc from "fast-check"
import { expect, it } from "vitest"
import { inSlot } from "../../.dagger/lib/exec/slots.js"

const LIMIT = Math.max(2, availableParallelism())

it("holds for any mix of work that ends or fails", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (ends) => {
      let running = 0
      let most = 0
      const results = await Promise.allSettled(
        ends.map((well) =>
          inSlot(async () => {
            most = Math.max(most, ++running)
            await new Promise((done) => setImmediate(done))
            running--
            if (!well) throw new Error("seeded")
          }),
        ),
      )

      expect(results.map(({ status }) => status === "fulfilled")).toEqual(ends)
      expect(most).toBe(Math.min(LIMIT, ends.length))
    }),
    { numRuns: 50 },
  )
})
