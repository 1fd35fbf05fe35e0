/** Owns putting a run's report together from what its steps left and what serves now. Pure. */
import { criticalPath } from "../report/critical-path.js"
import { decisionOf } from "../report/decision.js"
import { type Report, type ReportEnvironment, referenceOf, stepOf } from "../report/model.js"
import { nextOf } from "../report/next.js"
import { exitCodeOf, servedBy, verdictOf } from "../report/verdict.js"
import { previousOf } from "../rollback/before.js"
import type { Context } from "./context.js"
import type { Flow } from "./definition.js"
import type { StepRecord } from "./outcome.js"
import type { Plan } from "./plan.js"

interface Ran {
  planned: Plan
  records: readonly StepRecord[]
  environments: ReportEnvironment[]
}

export function reportOf(flow: Flow, context: Context, { planned, records, environments }: Ran): Report {
  const { config, request, handed, clock } = context
  const production = environments.find(({ name }) => name === "production")
  const released = handed.image && { digest: handed.image.digest, version: request.version }
  const served = servedBy(production, released, previousOf(handed), config.identity)
  const verdict = verdictOf(flow, records, handed.decision, served)
  const placeOf = (name: string) => planned.steps.find((step) => step.name === name)
  const steps = records.map((record) => stepOf(record, placeOf(record.name), request.since))
  const fault = request.fault ? { name: request.fault.name, at: request.fault.at } : null
  return {
    schemaVersion: 2,
    project: config.project,
    flow,
    run: request.run,
    verdict,
    exitCode: exitCodeOf(verdict),
    release: releaseOf(context),
    fault,
    decision: decisionOf(handed.decision),
    startedAt: new Date(request.since).toISOString(),
    durationMs: clock.now() - request.since,
    steps,
    criticalPath: criticalPath(steps),
    omitted: planned.omitted,
    environments,
    journal: [],
    told: null,
    next: nextOf({ flow, run: request.run, verdict, fault, steps }),
  }
}

function releaseOf({ request, handed: { image, previous } }: Context): Report["release"] {
  return {
    version: request.version,
    sha: request.sha,
    image: image ? referenceOf(image) : null,
    digest: image?.digest ?? null,
    previous: previous ? { version: previous.version, digest: previous.image.digest } : null,
  }
}
