/** Shows what holds for every release, whatever fails in it and wherever it dies: generated schedules against a world in memory. */
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Severity, StepStatus, Verdict } from "../../.dagger/src/names.js"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import type { Frozen } from "../../.dagger/lib/journal/journal.js"
import { runRelease } from "../../.dagger/lib/pipeline/release.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { onGithub } from "./github-journal.js"
import { inMemory, NEW, newAttempt, newWorld, OLD, quiet, type Schedule, type World } from "./world.js"

const GATES = ["lint", "test", "build", "image", "publish", "readiness production"]
const STAGING = ["migrate staging", "smoke staging", "load staging"]
const PRODUCTION = ["migrate production", "verify production"]
const MOST_CRASHES = 4
/** CI takes the time that a person waiting for the unit tests should not have to. */
const thorough = Boolean(process.env["CI"])

/** The embedded probes ask this instead of a network: which release is asked, and whether it is well. */
let asked: World
/** Called before a look is answered. */
let onLook: () => void = () => {}
const network = Object.getOwnPropertyDescriptor(globalThis, "fetch")!
beforeAll(() => {
  globalThis.fetch = (url) => {
    const good = String(url instanceof Request ? url.url : url).includes(`//${OLD.tag}.`) || nextLook(asked)
    return Promise.resolve(new Response("{}", { status: good ? 200 : 500 }))
  }
})
afterAll(() => {
  Object.defineProperty(globalThis, "fetch", network)
})

function nextLook(world: World): boolean {
  onLook()
  return world.schedule.looks[world.looked++ % Math.max(1, world.schedule.looks.length)] ?? true
}

interface Released {
  world: World
  report: Report
  frozen: readonly Frozen[]
}

/** Starts attempt after attempt, as a person or a CI job does, until one is not killed. */
async function release(schedule: Schedule, journalOf = inMemory): Promise<Released> {
  const world = newWorld(schedule)
  const journaling = journalOf(world)
  asked = world
  for (let number = 1; number <= MOST_CRASHES + 1; number++) {
    const { context, doStep, dead } = newAttempt(world, number, journaling)
    const ended = await runRelease("release", context, { source: "commit", breakLock: false, doStep }).catch(
      (error: unknown) => {
        if (!dead()) throw error
      },
    )
    if (!dead()) return { world, report: ended!.report, frozen: journaling.frozen() }
    world.violations.push(...whileItLies(world, journaling.entries()))
  }
  throw new Error("every attempt was killed")
}

/** Between a crash and the next attempt somebody may look: what serves is one of two, and the journal says which it may be. */
function whileItLies({ live, latest, schedule }: World, entries: readonly Entry[]): string[] {
  const digest = live.production?.image.digest
  const before = schedule.hasHistory ? OLD.digest : undefined
  const began = entries.some((entry) => entry.type === "began" && entry.step === "deploy production")
  return [
    ...(digest === before || digest === NEW.digest ? [] : [`production serves ${digest}`]),
    ...(latest === NEW.digest && digest !== NEW.digest ? ["latest is what production does not serve"] : []),
    ...(digest === NEW.digest && !began ? ["production was changed and the journal does not know"] : []),
  ]
}

const ends = (names: string[]) =>
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.constantFrom(StepStatus.Failed, StepStatus.Inconclusive, StepStatus.Error),
      fc.option(fc.constantFrom(...Object.values(Severity)), { nil: undefined }),
    )
    .map(([name, status, severity]) => ({ [name]: severity ? { status, severity } : { status } }))

/** Most schedules let the release come as far as production: that is where the questions are. */
const schedules: fc.Arbitrary<Schedule> = fc.record({
  ends: fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: ends([...GATES, ...STAGING]) }),
      fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: ends(PRODUCTION) }),
    )
    .map(([gate, production]) => ({ ...gate, ...production })),
  crashes: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: MOST_CRASHES }),
  crashAfter: fc.boolean(),
  hasHistory: fc.boolean(),
  canRollBack: fc.boolean(),
  rollbackBreaks: fc.boolean(),
  deployBreaks: fc.boolean(),
  migrations: fc.constantFrom("none", "backward-compatible", "reversible", "irreversible", "unknown"),
  looks: fc.array(fc.boolean(), { maxLength: 6 }),
})

const times = (world: World, what: string, digest: string, environment = "production") =>
  world.changes.filter((one) => one.what === what && one.digest === digest && one.environment === environment).length

async function keepsItsPromises(schedule: Schedule, journalOf = inMemory): Promise<void> {
  const { world, report, frozen } = await release(schedule, journalOf)
  const live = world.live.production?.image.digest
  const gate = [...GATES, ...STAGING].some((name) => schedule.ends[name])

  expect(world.violations).toEqual([])
  // Production is never touched after a failed gate.
  if (gate) {
    expect(world.changes.filter(({ environment }) => environment === "production")).toEqual([])
    expect(report).toMatchObject({ verdict: "stopped", exitCode: 1 })
  }
  // Nothing is deployed twice, and nothing is taken back twice.
  expect(times(world, "accept", NEW.digest)).toBeLessThanOrEqual(1)
  expect(times(world, "accept", NEW.digest, "staging")).toBeLessThanOrEqual(1)
  expect(times(world, "back", OLD.digest)).toBeLessThanOrEqual(1)
  // A release that did not pass is never left serving without a page.
  if (live === NEW.digest && report.verdict !== Verdict.Shipped) {
    expect(report.exitCode).toBe(4)
    expect(report.decision?.page || report.verdict === Verdict.RollbackFailed).toBe(true)
  }
  // What the report claims is what serves.
  if (report.verdict === Verdict.Shipped) expect(live).toBe(NEW.digest)
  if (report.verdict === Verdict.RolledBack) expect(live).toBe(OLD.digest)
  if (report.verdict === Verdict.TakenDown || !schedule.hasHistory) expect(live).not.toBe(OLD.digest)
  // The tag is at what has shipped, and at nothing else.
  expect(world.latest).toBe(
    report.verdict === Verdict.Shipped ? NEW.digest : schedule.hasHistory ? OLD.digest : undefined,
  )
  // What was rolled back from is not deployed again by accident.
  if (report.verdict === Verdict.RolledBack)
    expect(frozen.map(({ digest, environment }) => [digest, environment])).toContainEqual([NEW.digest, "production"])
}

describe("any release", () => {
  it("keeps its promises, wherever it fails and wherever it is killed", async () => {
    const property = fc.asyncProperty(schedules, (schedule) => keepsItsPromises(schedule))
    await fc.assert(property, { numRuns: thorough ? 10_000 : 1_000 })
  }, 120_000)

  it("keeps them with its journal on GitHub, where each line and each lock may be the last", async () => {
    const property = fc.asyncProperty(schedules, (schedule) => keepsItsPromises(schedule, onGithub))
    await fc.assert(property, { numRuns: thorough ? 600 : 60 })
  }, 120_000)

  it("ends the same whether it is killed on its way or not, once it is taken up again", async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async (killed) => {
        // How a fix window goes depends on when it is looked; all else may not differ.
        const schedule = { ...killed, looks: [] }
        const [one, other] = [await release(schedule), await release({ ...schedule, crashes: [] })]
        const sameEnd = ({ report, world }: typeof one) => ({
          verdict: report.verdict,
          action: report.decision?.action,
          production: world.live.production?.image.digest,
          staging: world.live.staging?.image.digest,
        })
        expect(sameEnd(one)).toEqual(sameEnd(other))
      }),
      { numRuns: thorough ? 1_000 : 200 },
    )
  }, 120_000)

  it("taken up after another one shipped does not move latest back", async () => {
    const world = newWorld(quiet)
    const journaling = inMemory(world)
    const tagged = (entry: Entry) => entry.type === "began" && entry.step === "latest"
    const [first, second] = [newAttempt(world, 1, journaling), newAttempt(world, 2, journaling)]
    const { append } = first.context.state
    const state: typeof first.context.state = {
      ...first.context.state,
      append: (run, entry, files) => append(run, entry, files).finally(() => tagged(entry) && first.kill()),
    }
    const options = { source: "commit", breakLock: false }
    await runRelease("release", { ...first.context, state }, { ...options, doStep: first.doStep }).catch(() => {})
    expect([first.dead(), world.latest, journaling.entries().filter(tagged)]).toMatchObject([true, OLD.digest, [{}]])

    const other = `sha256:${"c".repeat(64)}`
    world.live.production = { ...world.live.production!, image: { ...NEW, digest: other }, run: "run-2" }
    world.latest = other
    const { report } = await runRelease("release", second.context, { ...options, doStep: second.doStep })

    expect(report.verdict).not.toBe(Verdict.Shipped)
    expect(world.latest).toBe(other)
  })

  it("is done once: the same id again answers with what it came to, and touches nothing", async () => {
    const { world, report } = await release({ ...quiet, crashes: [7] })
    const before = structuredClone(world.changes)
    const { context, doStep } = newAttempt(world, 9)
    const again = await runRelease("release", context, { source: "commit", breakLock: false, doStep })

    expect(again.report).toEqual(report)
    expect(world.changes).toEqual(before)
  })

  it("goes on with the fix window that it was killed in, for the time that was left", async () => {
    const verify = { status: StepStatus.Failed, severity: Severity.Major }
    const world = newWorld({ ...quiet, ends: { "verify production": verify }, looks: [false], lookSeverity: "major" })
    asked = world
    const [first, second] = [newAttempt(world, 1), newAttempt(world, 2)]
    onLook = () => world.looked === 3 && first.kill()
    await runRelease("release", first.context, { source: "commit", breakLock: false, doStep: first.doStep }).catch(
      () => {},
    )
    onLook = () => {}
    expect(first.dead()).toBe(true)

    world.now += 10_000
    const options = { source: "commit", breakLock: false, doStep: second.doStep }
    const { report } = await runRelease("release", second.context, options)

    // Of six looks in 60 s the first attempt had three and died in the fourth; the fifth was missed.
    expect(report).toMatchObject({ verdict: "rolled-back", decision: { rule: "window-over" } })
    expect(report.decision?.looks).toHaveLength(1)
  })

  it("is refused under an id that stands for another one", async () => {
    const { world } = await release(quiet)
    const { context, doStep } = newAttempt(world, 9)
    await expect(runRelease("release", context, { source: "another", breakLock: false, doStep })).rejects.toThrow(
      "[RUN_MISMATCH] --run run-1 was begun with something else: source was commit, is another",
    )
  })
})
