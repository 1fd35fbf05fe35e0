/** Owns what every notifier promises of repetition: each event is told once, over crashes and resumed runs. */
import fc from "fast-check"
import { expect, it } from "vitest"
import type { Delivered } from "../../../.dagger/lib/notify/deliver.js"
import { memoryLedger } from "../../../.dagger/lib/notify/ledger.js"
import type { Fault } from "../fakes/vendor.js"
import type { EventKind } from "../../../.dagger/src/names.js"
import { effectsOf, one, rig } from "../rig.js"
import { events } from "../sample.js"
import type { Subject } from "../subjects.js"

const killed = () => Promise.reject(new Error("killed"))

export function onceOf(of: Subject, kinds: EventKind[]): void {
  it.each(kinds)("does not tell %s twice, however often it is asked to", async (kind) => {
    const r = await rig(of)
    await r.deliver([events[kind], events[kind]])
    const heard = r.vendor.heard.length

    expect(await one(r, kind)).toMatchObject({ status: "already-sent", tries: 0 })
    expect(r.vendor.heard).toHaveLength(heard)
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it.each(kinds)("shows %s once although the run died before it was recorded", async (kind) => {
    const r = await rig(of)
    const ledger = memoryLedger()
    const dying = { ...ledger, record: (key: string) => (key.includes("#") ? ledger.record(key) : killed()) }
    await r.deliver([events[kind]], { ledger: dying })
    const resumed = await r.deliver([events[kind]], { ledger })

    expect(resumed.results[0]!.status).toBe(of.single.includes(kind) ? "undelivered" : "delivered")
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it.each(kinds)("tells %s in a resumed run when it was refused before", async (kind) => {
    const r = await rig(of)
    r.vendor.fail([500, 500, 500, 500])
    await one(r, kind)
    r.vendor.fail([404])
    await one(r, kind)

    expect(await one(r, kind)).toMatchObject({ status: "delivered" })
    expect(r.vendor.effects()).toEqual(await effectsOf(of, kind))
  })

  it("is not stopped by a ledger that fails or hangs", async () => {
    const r = await rig(of, { callMs: 400 })
    const ledger = { sent: () => Promise.reject(new Error("broken")), record: () => new Promise<void>(() => {}) }

    expect((await r.deliver([events.page], { ledger })).results[0]!.status).toBe("delivered")
  })

  it("shows nothing twice, and nothing less than it claims, whatever goes wrong (property)", async () => {
    const fault = fc.constantFrom<Fault>(429, 500, 502, 400, "reset", "lost", "mid-body")
    const expected = new Map<string, string[]>()
    for (const kind of kinds) expected.set(kind, await effectsOf(of, kind))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 6 }),
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: 3 }),
        async (faults, kind, runs) => {
          const r = await rig(of)
          r.vendor.fail(faults)
          const results: Delivered[] = []
          for (let run = 0; run < runs; run++) results.push(await one(r, kind))
          const [seen, whole] = [r.vendor.effects(), expected.get(kind)!]

          expect(whole).toEqual(expect.arrayContaining(seen))
          expect(new Set(seen).size).toBe(seen.length)
          if (results.some(({ status }) => status === "delivered")) expect(seen).toEqual(whole)
        },
      ),
      { numRuns: 25 },
    )
  })

  it("tells nobody in a rehearsal, and says who would have been told", async () => {
    const r = await rig(of)
    const { results, unheardPages } = await r.deliver([events.page], { hold: true })

    expect(results).toMatchObject([{ notifier: r.settings.name, event: "page", status: "held" }])
    expect(unheardPages).toEqual([])
    expect(r.vendor.heard).toEqual([])
  })
}
