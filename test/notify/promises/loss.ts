/** Owns what every notifier promises when an answer is lost: sent again only where that shows nothing twice. */
import { expect, it } from "vitest"
import type { Fault } from "../fakes/vendor.js"
import { effectsOf, impatientOnce, one, rig } from "../rig.js"
import type { Subject } from "../subjects.js"

export function lossOf(of: Subject): void {
  const losses: Fault[] = ["hang", "reset", "lost", "mid-body", 502, 504]

  it.each(of.repeated.flatMap((kind) => losses.map((fault) => [kind, fault] as const)))(
    "%s after %s: sent again, and seen once",
    async (kind, fault) => {
      const r = await rig(of, { fetch: impatientOnce() })
      r.vendor.fail([fault])

      expect(await one(r, kind)).toMatchObject({ status: "delivered", tries: 2 })
      expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
    },
  )

  it.each(of.single.flatMap((kind) => losses.map((fault) => [kind, fault] as const)))(
    "%s after %s: not sent again, and reported as undelivered",
    async (kind, fault) => {
      const r = await rig(of, { fetch: impatientOnce() })
      r.vendor.fail([fault])

      expect(await one(r, kind)).toMatchObject({
        status: "undelivered",
        tries: 1,
        reason: expect.stringContaining("it may have arrived") as unknown,
      })
      expect(r.vendor.heard).toHaveLength(1)
    },
  )

  it("a vendor that always hangs ends in time, with the reason", async () => {
    const r = await rig(of, { callMs: 50 })
    r.vendor.failReads()
    r.vendor.fail(["hang"], true)
    const kind = [...of.repeated, ...of.single][0]!

    expect(await one(r, kind)).toMatchObject({
      status: "undelivered",
      reason: expect.stringContaining("no answer within 0.05 s") as unknown,
    })
  })
}
