/** Owns what every notifier promises when it is refused, or has no secret: one try, and the reason. */
import { expect, it } from "vitest"
import type { EventKind } from "../../../.dagger/src/names.js"
import { hidden, one, rig } from "../rig.js"
import type { Subject } from "../subjects.js"

export function refusalOf(of: Subject, kind: EventKind): void {
  it.each([400, 401, 403, 404, 410])("does not repeat what was refused with %d", async (status) => {
    const r = await rig(of)
    r.vendor.fail([status])

    expect(await one(r, kind)).toMatchObject({
      status: "undelivered",
      tries: 1,
      reason: expect.stringContaining(`status ${status}`) as unknown,
    })
    expect(r.vendor.effects()).toEqual([])
  })

  it("does not follow a redirect with its secret", async () => {
    const r = await rig(of)
    r.vendor.fail(["redirect"])

    expect(await one(r, kind)).toMatchObject({ status: "undelivered", tries: 1 })
    expect(r.vendor.heard.map(({ path }) => path)).not.toContain("/elsewhere")
  })

  if (of.knowsSuccess)
    it("takes another service's success for a failure", async () => {
      const r = await rig(of)
      r.vendor.fail(["odd-success"])

      expect(await one(r, kind)).toMatchObject({ status: "undelivered", tries: 1 })
    })

  it("names the flag whose secret was not passed, and asks nobody", async () => {
    const r = await rig(of, { secrets: {} })

    expect(await one(r, kind)).toMatchObject({ status: "undelivered", tries: 0, reason: `${of.flag} was not passed` })
    expect(r.vendor.heard).toEqual([])
  })

  it.each([
    ["is empty", hidden(" \n")],
    ["could not be read", { plaintext: () => Promise.reject(new Error(`no such secret: ${of.canary}`)) }],
    ["could not be read", { plaintext: () => new Promise<string>(() => {}) }],
  ])("says that a secret %s", async (words, secret) => {
    const r = await rig(of, { secrets: { [of.secretName]: secret }, callMs: 50 })

    expect(await one(r, kind)).toMatchObject({ status: "undelivered", reason: `${of.flag} ${words}` })
  })

  it("drops the newline at the end of a secret from a file", async () => {
    const r = await rig(of)
    Object.assign(r.wiring.secrets, { [of.secretName]: hidden(`${of.secret(r.vendor.url)}\n`) })

    expect(await one(r, kind)).toMatchObject({ status: "delivered" })
  })
}
