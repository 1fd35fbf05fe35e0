/** Owns a release from its lock to its recorded report: one attempt at a time, each taking up where the last one ended. */
import type { Identity } from "../journal/entry.js"
import { finishedReport, openJournal } from "../journal/recall.js"
import { ENVIRONMENTS, Verdict } from "../names.js"
import { addRecord, SHIPPED } from "../targets/embedded-records.js"
import type { Context } from "./context.js"
import { type Finished, runFlow } from "./flow.js"

export interface ReleaseOptions {
  /** What the journal compares: the same run is the same source. */
  source: string
  breakLock: boolean
}

export async function runRelease(
  flow: "release" | "rehearse",
  context: Context,
  { source, breakLock }: ReleaseOptions,
): Promise<Finished> {
  const { state, request, clock } = context
  const { run, attempt } = request
  const identity = identityOf(flow, context, source)
  const recorded = await finishedReport(state, run, identity)
  if (recorded) return { report: recorded, artefacts: state.artefacts(run) }

  const lease = await state.acquire(locksOf(flow, context), { run, attempt }, { breakLock })
  try {
    const journal = await openJournal(state, clock, { run, attempt, identity })
    // It may have ended while this attempt waited for the lock.
    if (journal.past.report) return { report: journal.past.report, artefacts: state.artefacts(run) }
    Object.assign(context.handed, journal.past.handed)
    const { report } = await runFlow(flow, context, journal)
    if (flow === "rehearse" && report.verdict === Verdict.Shipped) await becomeBaseline(context)
    await journal.write({ type: "closed", report })
    return { report, artefacts: state.artefacts(run) }
  } finally {
    // An attempt that is killed does not come here: its heartbeat ends, and that is enough.
    await lease.release()
  }
}

/** Rehearsals have environments of their own; real ones are released one run at a time. */
function locksOf(flow: "release" | "rehearse", { request }: Context): readonly string[] {
  return flow === "release" ? ENVIRONMENTS : [request.scope]
}

function identityOf(flow: string, { config, request }: Context, source: string): Identity {
  const { version, fault } = request
  return { flow, project: config.project, source, version, fault: fault ? `${fault.name} at ${fault.at}` : null }
}

/** The next rehearsal begins with what this one shipped. */
async function becomeBaseline({ config: { project }, handed }: Context): Promise<void> {
  const deployment = handed.deployments.production
  if (deployment) await addRecord({ project, environment: "production", scope: SHIPPED }, { type: "live", deployment })
}
