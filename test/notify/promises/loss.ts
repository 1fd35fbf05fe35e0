/** Owns what every notifier promises when an answer is lost: sent again only where that shows nothing twice. */
import { expect, it } from "vitest"
import type { EventKind } from "../../../.dagger/src/names.js"
import type { Fault } from "../fakes/vendor.js"
import { effectsOf, impatientOnce, one, rig } from "../rig.js"
import type { Subject } from "../subjects.js"

export function lossOf(of: Subject): void {
  /** A hang costs real time: one kind of each sort is enough. */
  const both = (kinds: EventKind[]) =>
    kinds.flatMap((kind, index) =>
      losses.filter((one) => one !== "hang" || index === 0).map((one) => [kind, one] as const),
    )
  const losses: Fault[] = ["hang", "reset", "lost", "mid-body", 502, 504]

  it.each(both(of.repeated))("%s after %s: sent again, and seen once", async (kind, fault) => {
    const r = await rig(of, fault === "hang" ? { fetch: impatientOnce() } : {})
    r.vendor.fail([fault])

    expect(await one(r, kind)).toMatchObject({ status: "delivered", tries: 2 })
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it.each(both(of.single))("%s after %s: not sent again, and reported as undelivered", async (kind, fault) => {
    const r = await rig(of, fault === "hang" ? { fetch: impatientOnce() } : {})
    r.vendor.fail([fault])

    expect(await one(r, kind)).toMatchObject({
      status: "undelivered",
      tries: 1,
      reason: expect.stringContaining("it may have arrived") as unknown,
    })
    await expect.poll(() => r.vendor.heard).toHaveLength(1)
  })

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
