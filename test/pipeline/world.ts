/** Owns a world in memory for whole releases: a platform, a journal, a clock, and crashes wherever something changes. */
import { dag } from "@dagger.io/dagger"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { ResolvedConfig } from "../../.dagger/lib/config/resolve.js"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import type { Clock } from "../../.dagger/lib/exec/poll.js"
import type { Frozen, State } from "../../.dagger/lib/journal/journal.js"
import { type EnvironmentName, Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Context } from "../../.dagger/lib/pipeline/context.js"
import type { Execute } from "../../.dagger/lib/pipeline/flow.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import type { PlannedStep } from "../../.dagger/lib/pipeline/plan.js"
import type { MigrationVerdict } from "../../.dagger/lib/rollback/decision.js"
import { execute } from "../../.dagger/lib/steps/index.js"
import { localDeclaration } from "../../.dagger/lib/targets/local/options.js"
import type { Deployment, Image, Target } from "../../.dagger/lib/targets/target.js"
import { releasable, yamlOf } from "../config/config-text.js"

export const OLD: Image = { repository: "registry.example/app", tag: "old", digest: `sha256:${"a".repeat(64)}` }
export const NEW: Image = { repository: "registry.example/app", tag: "new", digest: `sha256:${"b".repeat(64)}` }

/** What is to happen, in whatever order the release comes to it. */
export interface Schedule {
  /** How a proof ends; passed when it is not named. */
  ends: Partial<Record<string, { status: StepStatus; severity?: Severity }>>
  /** The numbers of the changes (journal, platform) at which an attempt dies; counted over all attempts. */
  crashes: readonly number[]
  /** Whether the change that an attempt dies at still takes place. */
  crashAfter: boolean
  hasHistory: boolean
  canRollBack: boolean
  rollbackBreaks: boolean
  deployBreaks: boolean
  migrations: MigrationVerdict
  /** Whether the faulty release answers its probes again, look by look, in a fix window. */
  looks: readonly boolean[]
  /** How bad it is when it does not; critical by default. */
  lookSeverity?: "critical" | "major"
}

export interface World {
  schedule: Schedule
  entries: Entry[]
  /** Everything the platform was asked to change, in order. */
  changes: { environment: EnvironmentName; what: "accept" | "live" | "back" | "down"; digest: string }[]
  live: Record<EnvironmentName, Deployment | undefined>
  inFlight: Record<EnvironmentName, Deployment | undefined>
  frozen: Frozen[]
  /** Where the registry's tag `latest` points. */
  latest: string | undefined
  /** What was wrong at a moment when it must not be. */
  violations: string[]
  now: number
  changesSoFar: number
  /** How many probes were answered. */
  looked: number
}

/** What a look that fails is worth. */
const configOf = (severity: Severity): ResolvedConfig =>
  loadConfig(
    yamlOf({
      ...releasable,
      lint: { black: ["black"] },
      probes: { health: { path: "/health", severity } },
      rollback: { fixWindowSeconds: 60, everySeconds: 10, recoveredAfter: 2 },
    }),
    "shipway.yaml",
  )
const configs = { critical: configOf(Severity.Critical), major: configOf(Severity.Major) }

export function newWorld(schedule: Schedule): World {
  const before = (environment: EnvironmentName): Deployment | undefined =>
    schedule.hasHistory
      ? { environment, image: OLD, version: "old", sha: "old", run: "before", variables: {}, at: "" }
      : undefined
  return {
    schedule,
    entries: [],
    changes: [],
    live: { staging: before("staging"), production: before("production") },
    inFlight: { staging: undefined, production: undefined },
    frozen: [],
    latest: schedule.hasHistory ? OLD.digest : undefined,
    violations: [],
    now: 0,
    changesSoFar: 0,
    looked: 0,
  }
}

interface Attempt {
  context: Context
  doStep: Execute
  dead: () => boolean
  kill: () => void
}

export type Change = (effect: () => void) => Promise<void>

/** Where an attempt writes its journal; `change` is how an attempt dies in the middle of it. */
export interface Journaling {
  state: (change: Change, clock: Clock) => State
  entries: () => Entry[]
  frozen: () => Frozen[]
}

/** The simplest: lines in memory, and a lock that nobody else wants. */
export const inMemory = (world: World): Journaling => ({
  entries: () => world.entries,
  frozen: () => world.frozen,
  state: (change) => ({
    whereabouts: "memory",
    read: () => Promise.resolve(JSON.parse(JSON.stringify(world.entries)) as Entry[]),
    append: (_run, entry) => change(() => void world.entries.push(JSON.parse(JSON.stringify(entry)) as Entry)),
    artefacts: () => dag.directory(),
    check: () => Promise.resolve("it can"),
    unlock: () => Promise.resolve([]),
    acquire: () => Promise.resolve({ requireHeld: () => Promise.resolve(), release: () => Promise.resolve() }),
    freeze: (one) => change(() => void world.frozen.push(one)),
    frozen: () => Promise.resolve(world.frozen),
  }),
})

/** One attempt at the release; once it has crashed, nothing it still tries has any effect. */
export function newAttempt(world: World, number: number, journaling = inMemory(world)): Attempt {
  const life = { dead: false }
  const change = async (effect: () => void): Promise<void> => {
    await Promise.resolve()
    if (life.dead) throw new Error("the attempt is dead")
    world.changesSoFar++
    if (!world.schedule.crashes.includes(world.changesSoFar)) return effect()
    life.dead = true
    if (world.schedule.crashAfter) effect()
    throw new Error("crashed")
  }
  const clock: Clock = {
    now: () => world.now++,
    sleep: (ms) =>
      life.dead ? Promise.reject(new Error("the attempt is dead")) : Promise.resolve(void (world.now += ms)),
  }
  const context: Context = {
    config: configs[world.schedule.lookSeverity ?? "critical"],
    source: dag.directory(),
    request: {
      run: "run-1",
      attempt: `attempt-${number}`,
      since: world.now,
      version: "new",
      sha: "new",
      rerun: undefined,
      fault: undefined,
      previous: undefined,
      force: undefined,
      approvedBy: undefined,
      scope: "release",
    },
    clock,
    reach: () => Promise.resolve("http://unreachable.invalid"),
    announce: () => {},
    target: () => platform(world, change),
    secrets: { tokens: {}, named: () => Promise.resolve(new Map()) },
    fetch,
    state: journaling.state(change, clock),
    handed: { deployments: {} },
  }
  return {
    context,
    doStep: steps(world, change, () => life.dead),
    dead: () => life.dead,
    kill: () => void (life.dead = true),
  }
}

/** Deploying, deciding and going back are the real thing; what they build on is the schedule's. */
function steps(world: World, change: Change, dead: () => boolean): Execute {
  return async (context, step, before) => {
    if (dead()) throw new Error("the attempt is dead")
    if (["deploy", "decide", "rollback"].includes(step.kind)) return execute(context, step, before)
    if (step.kind === "publish") context.handed.image = NEW
    if (step.kind === "latest") await change(() => void (world.latest = context.handed.image!.digest))
    if (step.kind === "readiness") await findWayBack(world, context)
    return scheduled(world, step)
  }
}

async function findWayBack({ schedule }: World, context: Context): Promise<void> {
  const { handed } = context
  const previous = handed.previous ?? undefined
  handed.wayBack = await context.target("production").wayBack(context, "production", previous)
  handed.migrations = schedule.migrations
}

function scheduled({ schedule }: World, { name }: PlannedStep): Promise<Outcome> {
  const end = schedule.ends[name] ?? { status: StepStatus.Passed }
  return Promise.resolve({ ...end, summary: name })
}

function platform(world: World, change: Change): Target {
  const note = (environment: EnvironmentName, what: World["changes"][number]["what"], digest: string) =>
    world.changes.push({ environment, what, digest })
  return {
    ...localDeclaration,
    migrate: () => Promise.resolve({ exitCode: 0, output: "" }),
    async deploy(_context, environment, release, variables) {
      const adopted = [world.live[environment], world.inFlight[environment]].find(
        (known) => known?.image.digest === release.image.digest && known.run === release.run,
      )
      const deployment: Deployment = adopted ?? { ...release, environment, variables, at: "" }
      if (!adopted)
        await change(() => {
          if (world.inFlight[environment]) world.violations.push(`two deployments in flight in ${environment}`)
          world.inFlight[environment] = deployment
          note(environment, "accept", release.image.digest)
        })
      if (world.schedule.deployBreaks && environment === "production") throw new Error("it never came up")
      if (world.live[environment] === deployment) return deployment
      await change(() => {
        world.inFlight[environment] = undefined
        world.live[environment] = deployment
        note(environment, "live", release.image.digest)
      })
      return deployment
    },
    current: (_context, environment) => Promise.resolve(world.live[environment]),
    history: () => Promise.resolve([]),
    wayBack: (_context, _environment, to) =>
      Promise.resolve({ able: to !== undefined && world.schedule.canRollBack, reason: "as scheduled" }),
    async rollback(_context, environment, to) {
      if (world.schedule.rollbackBreaks) throw new Error("the platform does not answer")
      if (world.live[environment]?.image.digest === to.image.digest && !world.inFlight[environment]) return to
      await change(() => {
        world.inFlight[environment] = undefined
        world.live[environment] = to
        note(environment, "back", to.image.digest)
      })
      return to
    },
    async takeDown(_context, environment) {
      await change(() => {
        world.inFlight[environment] = undefined
        world.live[environment] = undefined
        note(environment, "down", "")
      })
    },
    url: (_context, deployment) => Promise.resolve(`http://${deployment.image.tag}.invalid`),
    check: () => Promise.resolve("in memory"),
  }
}

/** Nothing happens that should not. */
export const quiet: Schedule = {
  ends: {},
  crashes: [],
  crashAfter: false,
  hasHistory: true,
  canRollBack: true,
  rollbackBreaks: false,
  deployBreaks: false,
  migrations: "none",
  looks: [],
}
