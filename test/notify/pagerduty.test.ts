/** Shows PagerDuty's events: one alert per trouble, closed by the same key, and change events that page nobody. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { EVENTS, Severity } from "../../.dagger/src/names.js"
import { alertEvent, changeEvent, dedupKey } from "../../.dagger/lib/notify/pagerduty.js"
import { rig } from "./rig.js"
import { events, subject } from "./sample.js"
import { subjects } from "./subjects.js"

const pagerduty = subjects.find(({ kind }) => kind === "pagerduty")!

describe("an alert", () => {
  it("is opened by page and closed by resolved, with one key", async () => {
    const r = await rig(pagerduty)
    await r.deliver([events.page])
    expect(r.vendor.effects()).toEqual(["triggered shop/production/run-7/critical-rolls-back"])
    await r.deliver([events["rolled-back"], events.resolved])

    expect(r.vendor.effects()).toEqual([
      "resolved shop/production/run-7/critical-rolls-back",
      "change shop 1.4.0 was rolled back to 1.3.0",
    ])
  })

  it("is opened before it is closed when both are told at once", async () => {
    const r = await rig(pagerduty)
    await r.deliver([events.resolved, events.page])

    expect(r.vendor.heard.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action)).toEqual([
      "trigger",
      "resolve",
    ])
  })

  it("is opened by nothing but page", async () => {
    const r = await rig(pagerduty)
    await r.deliver(EVENTS.filter((kind) => kind !== "page").map((kind) => events[kind]))

    expect(r.vendor.effects().filter((effect) => !effect.startsWith("change "))).toEqual([])
  })
})

describe("limits", () => {
  const long = fc.string({ unit: "binary", maxLength: 3000 })

  it("hold for whatever is in an event (property)", () => {
    fc.assert(
      fc.property(long, long, long, fc.array(long, { maxLength: 40 }), (title, run, reason, found) => {
        const findings = found.map((summary) => ({ source: title, severity: Severity.Major, summary }))
        const event = { ...events.page, title: `t${title}`, run, reason, findings, text: title.repeat(20) }
        const { dedup_key: key, payload } = alertEvent(event) as { dedup_key: string; payload: { summary: string } }

        expect(key.length).toBeLessThanOrEqual(255)
        expect(payload.summary.length).toBeLessThanOrEqual(1024)
        expect(Buffer.byteLength(JSON.stringify(alertEvent(event)))).toBeLessThan(512 * 1024)
        expect(Buffer.byteLength(JSON.stringify(changeEvent(event)))).toBeLessThan(512 * 1024)
      }),
    )
  })

  it("do not make one key of two long ones", () => {
    const of = (reason: string) => dedupKey({ ...events.page, reason })
    const [one, other] = [`${"x".repeat(400)}1`, `${"x".repeat(400)}2`]

    expect(of(one)).not.toBe(of(other))
    expect(of(one)).toBe(of(one))
  })
})

it("says what is wrong with a key that is none, without asking", async () => {
  const r = await rig(pagerduty, { secrets: { pagerdutyKey: { plaintext: () => Promise.resolve("short") } } })

  expect(await r.reachable()).toEqual([
    { notifier: "oncall", reachable: false, reason: "the key has 5 characters; a routing key has 32" },
  ])
  expect(r.vendor.heard).toEqual([])
})

it("carries what a person needs at night", () => {
  expect(alertEvent(events.page)).toMatchObject({
    event_action: "trigger",
    client: "Shipway",
    payload: {
      summary: "shop 1.4.0 is being rolled back",
      source: "shop/production",
      severity: "critical",
      timestamp: subject.at,
      custom_details: { run: "run-7", previous: "1.3.0", findings: ["critical: verify production / chat: status 500"] },
    },
    links: subject.links,
  })
})
