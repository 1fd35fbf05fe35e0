/** Owns what every notifier promises of delivery: waited for, tried again, given up in time. */
import { expect, it } from "vitest"
import type { EventKind } from "../../../.dagger/src/names.js"
import { effectsOf, one, rig } from "../rig.js"
import type { Subject } from "../subjects.js"

export function deliveryOf(of: Subject, kinds: EventKind[]): void {
  it.each(kinds)("delivers %s at the first try, and leaves something to see", async (kind) => {
    const r = await rig(of)

    expect(await one(r, kind)).toMatchObject({ status: "delivered", tries: 1, reason: "" })
    expect(r.vendor.effects().length).toBeGreaterThan(0)
  })

  it.each(kinds)("waits as long as a 429 asks, then delivers %s once", async (kind) => {
    const r = await rig(of)
    r.vendor.retryAfter = "7"
    r.vendor.fail([429])

    expect(await one(r, kind)).toMatchObject({ status: "delivered", tries: 2 })
    expect(Math.max(...r.clock.slept)).toBeGreaterThanOrEqual(7000)
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it("understands a Retry-After that is a date", async () => {
    const r = await rig(of)
    const date = new Date(r.clock.now() + 9000)
    r.vendor.retryAfter = date.toUTCString()
    r.vendor.fail([503])

    expect(await one(r, kinds[0]!)).toMatchObject({ status: "delivered", tries: 2 })
    expect(r.clock.now()).toBeGreaterThanOrEqual(date.getTime())
  })

  it("gives up at once when asked to wait past the bound", async () => {
    const r = await rig(of)
    r.vendor.retryAfter = "3600"
    r.vendor.fail([429])

    expect(await one(r, kinds[0]!)).toMatchObject({ status: "undelivered", tries: 1 })
    expect(r.clock.slept.every((ms) => ms <= 1000)).toBe(true)
  })

  it.each(kinds)("delivers %s once after a 500", async (kind) => {
    const r = await rig(of)
    r.vendor.fail([500])

    expect(await one(r, kind)).toMatchObject({ status: "delivered", tries: 2 })
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it("tries four times with growing pauses, and then says what the vendor said", async () => {
    const r = await rig(of)
    r.vendor.fail([500], true)

    expect(await one(r, kinds[0]!)).toMatchObject({
      status: "undelivered",
      tries: 4,
      reason: expect.stringContaining("status 500") as unknown,
    })
    expect(r.clock.slept.filter((ms) => ms !== 1000)).toEqual([750, 1500, 3000])
    expect(r.vendor.effects()).toEqual([])
  })

  it("tries again where nobody listens, since nothing was sent", async () => {
    const r = await rig(of)
    r.vendor.close()

    expect(await one(r, kinds[0]!)).toMatchObject({
      status: "undelivered",
      tries: 4,
      reason: expect.stringContaining("no connection (ECONNREFUSED)") as unknown,
    })
  })
}
