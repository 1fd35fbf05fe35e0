/** Owns one notifier wired to its stand-in, with time that passes only by sleeping. */
import type { NamedNotifier } from "../../.dagger/lib/config/resolve.js"
import type { NotifySecrets, Wiring } from "../../.dagger/lib/notify/connect.js"
import type { EventKind } from "../../.dagger/src/names.js"
import { type Delivered, type Delivery, deliver } from "../../.dagger/lib/notify/deliver.js"
import type { NotifyEvent } from "../../.dagger/lib/notify/event.js"
import { type Ledger, memoryLedger } from "../../.dagger/lib/notify/ledger.js"
import { reachability } from "../../.dagger/lib/notify/reachability.js"
import { type Behaviour, type Vendor, vendor } from "./fakes/vendor.js"
import { events, fakeClock, type FakeClock } from "./sample.js"
import type { Subject } from "./subjects.js"

export interface Rig {
  vendor: Vendor
  clock: FakeClock
  ledger: Ledger
  settings: NamedNotifier
  wiring: Wiring
  deliver(events: readonly NotifyEvent[], more?: { ledger?: Ledger; hold?: boolean }): Promise<Delivery>
  reachable(): ReturnType<typeof reachability>
}

export async function rig(
  of: Subject,
  more: { behaviour?: Behaviour; secrets?: NotifySecrets; callMs?: number; fetch?: typeof fetch } = {},
): Promise<Rig> {
  const fake = await vendor(() => more.behaviour ?? of.behaviour())
  const clock = fakeClock()
  const ledger = memoryLedger()
  const settings = of.settings(fake.url)
  const secrets = more.secrets ?? { [of.secretName]: hidden(of.secret(fake.url)) }
  const wiring = {
    secrets,
    clock,
    random: () => 0.5,
    fetch: more.fetch ?? fetch,
    callMs: more.callMs ?? 10_000,
    overallMs: 60_000,
  }
  return {
    vendor: fake,
    clock,
    ledger,
    settings,
    wiring,
    deliver: (events, options = {}) => deliver(events, { ...wiring, notifiers: [settings], ledger, ...options }),
    reachable: () => reachability([settings], wiring),
  }
}

export function hidden(plaintext: string): { plaintext(): Promise<string> } {
  return { plaintext: () => Promise.resolve(plaintext) }
}

export async function one(it: Rig, kind: EventKind): Promise<Delivered> {
  return (await it.deliver([events[kind]])).results[0]!
}

/** What people see when nothing goes wrong. */
export async function effectsOf(of: Subject, kind: EventKind): Promise<string[]> {
  const undisturbed = await rig(of)
  await one(undisturbed, kind)
  return undisturbed.vendor.effects()
}

/** The first change is not waited for as long as the others, so that a vendor that hangs costs little time. */
export function impatientOnce(): typeof fetch {
  let first = true
  return (url, init) => {
    const impatient = first && init?.method !== "GET"
    first &&= !impatient
    return fetch(url, impatient ? { ...init, signal: AbortSignal.timeout(300) } : init)
  }
}
