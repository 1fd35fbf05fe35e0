/** Owns what every notifier promises of its dry call: it proves something, and shows nothing. */
import { expect, it } from "vitest"
import type { Fault } from "../fakes/vendor.js"
import { rig } from "../rig.js"
import type { Subject } from "../subjects.js"

export function dryCallOf(of: Subject): void {
  it("finds a living vendor reachable, and shows nothing to people", async () => {
    const r = await rig(of)

    expect(await r.reachable()).toMatchObject([{ notifier: r.settings.name, reachable: true }])
    expect(r.vendor.heard.length).toBe(1)
    expect(r.vendor.effects()).toEqual([])
  })

  it("asks again after a passing failure", async () => {
    const r = await rig(of)
    r.vendor.failReads()
    r.vendor.fail([503, "reset"])

    expect(await r.reachable()).toMatchObject([{ reachable: true }])
  })

  it.each<Fault>([400, 401, 403, 404, 410, 429, 500, "hang", "reset", "redirect"])(
    "%s is not reachable",
    async (fault) => {
      const r = await rig(of, fault === "hang" ? { callMs: 50 } : {})
      r.vendor.failReads()
      r.vendor.fail([fault], true)

      expect(await r.reachable()).toMatchObject([{ reachable: false, reason: expect.stringMatching(/./) as unknown }])
      expect(r.vendor.effects()).toEqual([])
    },
  )

  if (of.knowsSuccess)
    it("an unknown answer is not reachable", async () => {
      const r = await rig(of)
      r.vendor.failReads()
      r.vendor.fail(["odd-success"], true)

      expect(await r.reachable()).toMatchObject([{ reachable: false }])
    })

  it("a secret that was not passed is not reachable, and is named", async () => {
    const r = await rig(of, { secrets: {} })

    expect(await r.reachable()).toEqual([
      { notifier: r.settings.name, reachable: false, reason: `${of.flag} was not passed` },
    ])
  })
}
