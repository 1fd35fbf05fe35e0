/** Owns a release from its lock to its recorded report: one attempt at a time, each taking up where the last one ended. */
import type { Identity, Remembered } from "../journal/entry.js"
import { notDurable } from "../journal/durable.js"
import { finished, type Journal, noteOnce, openJournal } from "../journal/recall.js"
import type { Lease } from "../journal/journal.js"
import { describe, ShipwayError } from "../errors.js"
import { ENVIRONMENTS, StepStatus, Verdict } from "../../src/names.js"
import { currentReport } from "../report/earlier.js"
import { wayBackFrom } from "../rollback/before.js"
import { linesOf } from "../report/journal.js"
import type { Report } from "../report/model.js"
import { addRecord } from "../targets/embedded/memory.js"
import { SHIPPED } from "../targets/embedded/records.js"
import { volume } from "../targets/embedded/volume.js"
import { requireSecrets } from "../targets/secrets.js"
import type { Context } from "./context.js"
import { type Execute, type Finished, runFlow } from "./flow.js"
import { withLatest } from "./latest.js"
import { tellingOf } from "./telling.js"

export interface ReleaseOptions {
  /** What the journal compares: the same run is the same source. */
  source: string
  breakLock: boolean
  doStep?: Execute
}

export async function runRelease(
  flow: "release" | "rehearse",
  context: Context,
  { source, breakLock, doStep }: ReleaseOptions,
): Promise<Finished> {
  const problem = flow === "release" ? notDurable(context.config) : undefined
  if (problem) throw problem
  await requireSecrets(context)
  // Rehearsals have environments of their own; real ones are released one run at a time.
  const locks = flow === "release" ? ENVIRONMENTS : [context.request.scope]
  const report = await exclusively(context, { flow, source, locks, breakLock, isOver }, async (journal, lease) => {
    // A rehearsal begins with a baseline of its own.
    if (flow === "release") await noteOnce(journal, context, () => whatServes(context))
    const telling = tellingOf(context, journal, { hold: flow === "rehearse", lease })
    const { report: seen, records } = await runFlow(flow, context, { journal, telling, ...(doStep && { doStep }) })
    const report = await withLatest(context, seen, { journal, ...(doStep && { doStep }) })
    if (flow === "rehearse" && report.verdict === Verdict.Shipped) await becomeBaseline(context, lease)
    const told = await telling.end(report, records)
    return { ...report, told, journal: linesOf(journal.entries()) }
  })
  return { report: currentReport(report), artefacts: context.state.artefacts(context.request.run) }
}

async function whatServes(context: Context): Promise<Remembered> {
  const current = await context.target("production").current(context, "production")
  if (current?.mixed) context.announce(`· production serves different images at once: ${current.mixed}`)
  return { deployments: {}, previous: wayBackFrom(current) }
}

interface Exclusive<T> {
  /** What is done, as the journal tells it from anything else under the same id. */
  flow: string
  source: string
  locks: readonly string[]
  breakLock: boolean
  isOver?: (result: T) => boolean
}

/** Does the work once per run id, one attempt at a time; a run that is over answers with what it came to. */
export async function exclusively<T extends object>(
  context: Context,
  { flow, source, locks, breakLock, isOver = () => true }: Exclusive<T>,
  work: (journal: Journal, lease: Lease) => Promise<T>,
): Promise<T> {
  const { state, request, clock } = context
  const { run, attempt } = request
  const identity = identityOf(flow, context, source)
  const recorded = await finished(state, run, identity)
  if (recorded) return recorded as T

  const lease = await state.acquire(locks, { run, attempt }, { breakLock })
  try {
    const journal = await openJournal(state, clock, { run, attempt, identity })
    // It may have ended while this attempt waited for the lock.
    if (journal.past.result) return journal.past.result as T
    Object.assign(context.handed, journal.past.handed)
    const result = await work(journal, lease)
    if (isOver(result)) await close(journal, result, context)
    return result
  } finally {
    // An attempt that is killed does not come here: its heartbeat ends, and that is enough.
    await lease.release().catch((error) => context.announce(`· the lock could not be given back: ${describe(error)}`))
  }
}

/** What a release came to must be told even where it cannot be kept; whoever lost it to another attempt has nothing to tell. */
async function close(journal: Journal, result: object, context: Context): Promise<void> {
  try {
    await journal.write({ type: "closed", result })
  } catch (error) {
    if (error instanceof ShipwayError && ["LOCK_LOST", "JOURNAL_MOVED"].includes(error.code)) throw error
    context.announce(`· the end could not be written down, so the same --run is not over yet: ${describe(error)}`)
  }
}

function identityOf(flow: string, { config, request }: Context, source: string): Identity {
  const { version, fault } = request
  return { flow, project: config.project, source, version, fault: fault ? `${fault.name} at ${fault.at}` : null }
}

/** Until somebody approves, the run is not over. */
function isOver({ steps }: Report): boolean {
  return !steps.some(({ name, status }) => name === "approval production" && status === StepStatus.Inconclusive)
}

/** The next rehearsal begins with what this one shipped. */
async function becomeBaseline({ config: { project }, handed }: Context, lease: Lease): Promise<void> {
  await lease.requireHeld()
  const deployment = handed.deployments.production
  const place = { project, environment: "production", scope: SHIPPED } as const
  if (deployment) await addRecord(volume, place, { type: "live", deployment })
}
