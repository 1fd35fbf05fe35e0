/** Shows a release that another attempt takes over while the first still runs: one of them tells the end, and only it writes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { EVENTS, Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Execute } from "../../.dagger/lib/pipeline/flow.js"
import { plan } from "../../.dagger/lib/pipeline/plan.js"
import { runRelease } from "../../.dagger/lib/pipeline/release.js"
import { memory, memoryState } from "../journal/memory.js"
import { hidden } from "../notify/rig.js"
import { newAttempt, newWorld, quiet, type Schedule } from "./world.js"

const RECEIVER = "https://receiver.invalid/events"

/** What arrived at the receiver, in order. */
let told: string[] = []
const network = Object.getOwnPropertyDescriptor(globalThis, "fetch")!
beforeAll(() => {
  globalThis.fetch = (url, init) => {
    if (url === RECEIVER) told.push((JSON.parse(init!.body as string) as { type: string }).type)
    return Promise.resolve(new Response("{}"))
  }
})
afterAll(() => {
  Object.defineProperty(globalThis, "fetch", network)
})

function gate() {
  const door: { open: () => void; opened: Promise<void> } = { open: () => {}, opened: Promise.resolve() }
  door.opened = new Promise((done) => (door.open = done))
  return door
}

/** Attempts that share one journal and its lock, and tell one receiver. */
function attempts(schedule: Schedule) {
  const world = newWorld(schedule)
  const kept = memory()
  const journaling = {
    state: (_: unknown, clock: Parameters<typeof memoryState>[1]) => memoryState(kept, clock),
    entries: () => kept.runs.get("run-1") ?? [],
    frozen: () => kept.frozen,
  }
  const notify = [{ name: "team", kind: "webhook" as const, on: [...EVENTS], url: RECEIVER }]
  const start = (number: number, stop: (doStep: Execute) => Execute = (doStep) => doStep) => {
    const { context, doStep } = newAttempt(world, number, journaling)
    const config = { ...context.config, notify }
    const whole = { ...context, config, notifySecrets: { webhookSecret: hidden("whsec_c2VjcmV0") } }
    return runRelease("release", whole, { source: "commit", breakLock: false, doStep: stop(doStep) })
  }
  const silence = (number: number) => kept.silentSince.set(`attempt-${number}`, world.now - 120_000)
  const steps = plan(newAttempt(world, 0).context.config, "release").steps.map(({ name }) => name)
  return { start, silence, steps, entries: journaling.entries }
}

/** Stands still in a step, and says so: before it does its work or after. */
function stillIn(name: string, when: "before" | "after") {
  const [there, go] = [gate(), gate()]
  const stop =
    (doStep: Execute): Execute =>
    async (context, step, before) => {
      if (step.name !== name) return doStep(context, step, before)
      const outcome = when === "after" ? await doStep(context, step, before) : undefined
      there.open()
      await go.opened
      return outcome ?? doStep(context, step, before)
    }
  return { stop, there: there.opened, go: go.open }
}

/** What is under way when the lock is lost arrives, and is known again by its id; here it is written down before. */
async function quietNetwork(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done))
}

const bad: Schedule = {
  ...quiet,
  ends: { "verify production": { status: StepStatus.Failed, severity: Severity.Critical } },
}
const ends: [string, Schedule, string[]][] = [
  ["ships", quiet, ["release.started", "release.shipped"]],
  ["is rolled back", bad, ["release.started", "release.page", "release.resolved", "release.rolled-back"]],
]

describe.each(ends)("a release that %s", (_, schedule, expected) => {
  const places = attempts(schedule).steps.flatMap((step) => [[step, "before"] as const, [step, "after"] as const])

  it.each(places)("is told once when it is taken over in %s, %s its work", async (step, when) => {
    told = []
    const { start, silence, entries } = attempts(schedule)
    const { stop, there, go } = stillIn(step, when)
    const first = start(1, stop)
    await there
    await quietNetwork()
    silence(1)
    await start(2)
    const written = entries().length
    go()

    await expect(first).rejects.toThrow("[LOCK_LOST]")
    expect(told.toSorted()).toEqual(expected.toSorted())
    expect(entries()).toHaveLength(written)
  })
})
