/** Shows delivery over several notifiers: side by side, bounded as a whole, and loud about a page that nobody got. */
import { expect, it } from "vitest"
import type { NamedNotifier } from "../../.dagger/lib/config/resolve.js"
import { deliver, type DeliverOptions } from "../../.dagger/lib/notify/deliver.js"
import { memoryLedger } from "../../.dagger/lib/notify/ledger.js"
import { type Vendor, vendor } from "./fakes/vendor.js"
import { hidden } from "./rig.js"
import { events, fakeClock } from "./sample.js"
import { subjects } from "./subjects.js"

interface All {
  vendors: Record<string, Vendor>
  notifiers: NamedNotifier[]
  options: DeliverOptions
}

async function all(only = subjects.map(({ kind }) => kind)): Promise<All> {
  const vendors: All["vendors"] = {}
  const notifiers: NamedNotifier[] = []
  const secrets: DeliverOptions["secrets"] = {}
  for (const of of subjects.filter(({ kind }) => only.includes(kind))) {
    const fake = await vendor(() => of.behaviour())
    vendors[of.kind] = fake
    notifiers.push(of.settings(fake.url))
    secrets[of.secretName] = hidden(of.secret(fake.url))
  }
  const wiring = { secrets, clock: fakeClock(), random: () => 0.5, fetch, callMs: 10_000, overallMs: 60_000 }
  return { vendors, notifiers, options: { ...wiring, notifiers, ledger: memoryLedger() } }
}

it("tells every notifier what it takes, in one go", async () => {
  const { options, vendors } = await all()
  const { results, unheardPages } = await deliver([events.page, events["rolled-back"], events.resolved], options)

  expect(results.map(({ notifier, event, status }) => `${notifier} ${event} ${status}`)).toEqual(
    ["team", "oncall", "repo", "hook"].flatMap((name) => [
      `${name} page delivered`,
      `${name} rolled-back delivered`,
      `${name} resolved delivered`,
    ]),
  )
  expect(unheardPages).toEqual([])
  expect(vendors.webhook!.effects()).toEqual(["release.page", "release.rolled-back", "release.resolved"])
})

it("does not let one dead vendor hold up another", async () => {
  const { options, vendors } = await all(["slack", "pagerduty"])
  vendors.slack!.fail(["hang"], true)
  const delivery = deliver([events.page], { ...options, callMs: 3000 })
  await expect.poll(() => vendors.pagerduty!.effects(), { timeout: 2500 }).toHaveLength(1)
  vendors.slack!.close()

  expect((await delivery).results.map(({ status }) => status)).toEqual(["undelivered", "delivered"])
})

it("sends the page before everything else, and keeps Slack's second between two messages", async () => {
  const { options, vendors } = await all(["slack"])
  await deliver([events.started, events.issue, events.page], options)

  expect(vendors.slack!.effects()[0]).toContain("is being rolled back")
  expect((options.clock as ReturnType<typeof fakeClock>).slept).toEqual([1000, 1000])
})

it("tells an event only to who takes it", async () => {
  const { options, notifiers, vendors } = await all(["pagerduty", "webhook"])
  notifiers[0]!.on = ["page", "resolved"]
  notifiers[1]!.on = ["shipped"]
  await deliver([events.page, events.shipped], options)

  expect(vendors.pagerduty!.effects()).toEqual(["triggered shop/production/run-7/critical-rolls-back"])
  expect(vendors.webhook!.effects()).toEqual(["release.shipped"])
})

it("ends within its bound, whatever the vendors ask for", async () => {
  const { options, vendors } = await all()
  for (const fake of Object.values(vendors)) {
    fake.retryAfter = "20"
    fake.fail([429], true)
  }
  const begin = options.clock.now()
  const { results } = await deliver(Object.values(events), { ...options, notifiers: [options.notifiers[3]!] })

  expect(options.clock.now() - begin).toBeLessThanOrEqual(60_000)
  expect(results.every(({ status }) => status === "undelivered")).toBe(true)
  expect(results.at(-1)!.reason).toMatch(/would be too late|no time was left/)
})

it("says which page reached whom not, and why", async () => {
  const { options, vendors } = await all(["slack", "pagerduty"])
  vendors.pagerduty!.fail([400])
  const { unheardPages } = await deliver([events.page], options)

  expect(unheardPages).toEqual([
    expect.stringMatching(/^PAGE UNDELIVERED: shop 1\.4\.0 is being rolled back: oncall: status 400.*; tell a person$/),
  ])
})

it("a page that no notifier takes is unheard as well", async () => {
  const { options } = await all()

  expect((await deliver([events.page], { ...options, notifiers: [] })).unheardPages).toEqual([
    "PAGE UNDELIVERED: shop 1.4.0 is being rolled back: no notifier takes pages; tell a person",
  ])
  expect((await deliver([events.shipped], { ...options, notifiers: [] })).unheardPages).toEqual([])
})

it("never throws: a bug in the wiring is a result too", async () => {
  const { options } = await all(["slack"])
  const broken = () => {
    throw new Error("https://user:canary@host broke")
  }

  const { results } = await deliver([events.page], { ...options, fetch: broken })
  expect(results).toMatchObject([
    { status: "undelivered", reason: "no answer (Error); it may have arrived, so it is not sent again" },
  ])

  const clock = { ...options.clock, sleep: () => Promise.reject(new TypeError("no clock")) }
  const later = await deliver([events.page, events.shipped], { ...options, clock, ledger: memoryLedger() })
  expect(later.results).toMatchObject([
    { status: "delivered" },
    { status: "undelivered", reason: "an error in the notifier itself (TypeError)" },
  ])
})
