/** Owns a whole run: plan, execute through the journal, look at what serves now, and put it all into one report. */
import { dag, type Directory } from "@dagger.io/dagger"
import { journalEnd, type Journal, journalStart, recalled } from "../journal/recall.js"
import { duration } from "../report/duration.js"
import { decisionOf } from "../report/decision.js"
import { type Report, type ReportEnvironment, referenceOf, stepOf } from "../report/model.js"
import { exitCodeOf, servedBy, verdictOf } from "../report/verdict.js"
import { previousOf } from "../rollback/before.js"
import { ENVIRONMENTS, StepStatus } from "../names.js"
import { execute } from "../steps/index.js"
import type { Context } from "./context.js"
import type { Flow } from "./definition.js"
import { observe } from "./observe.js"
import type { StepRecord } from "./outcome.js"
import { type PlannedStep, plan } from "./plan.js"
import { runPlan } from "./run.js"
import { spanned } from "./span.js"
import type { Telling } from "./telling.js"

export interface Finished {
  report: Report
  /** A folder of artefacts per step. */
  artefacts: Directory
}

/** What a run needs beyond its context when it changes something. */
interface Changing {
  journal?: Journal
  telling?: Telling
  doStep?: Execute
}

/** Does what a step says; tests of whole runs put steps of their own in its place. */
export type Execute = typeof execute

/** Without a journal nothing is remembered: for flows that change nothing. */
export async function runFlow(
  flow: Flow,
  context: Context,
  changing: Changing = {},
): Promise<Finished & { records: StepRecord[] }> {
  const { steps, omitted } = plan(context.config, flow)
  const records = await runSteps(steps, context, changing)
  const environments = flow === "ci" ? [] : await Promise.all(ENVIRONMENTS.map((name) => observe(context, name)))
  const report = { ...reportOf(flow, context, records, environments), omitted }
  return { report, artefacts: artefactsOf(records), records }
}

export function runSteps(
  steps: readonly PlannedStep[],
  context: Context,
  { journal, telling, doStep = execute }: Changing = {},
): Promise<StepRecord[]> {
  return runPlan(steps, {
    async execute(step, before) {
      const outcome = await spanned(step.name, () => doStep(context, step, before))
      if (step.kind === "decide") telling?.decision(before)
      return outcome
    },
    recall: (step) => journal && recalled(journal.past, step),
    clock: context.clock,
    async onStart(step) {
      context.announce(`▶ ${step.name}`)
      if (journal) await journalStart(journal, step)
      if (step.name === "deploy staging") telling?.beginning()
    },
    async onEnd(record) {
      context.announce(lineOf(record))
      if (journal) await journalEnd(journal, record, context, artefactsOf([record]))
    },
    onLeftOut: (record) => context.announce(lineOf(record)),
  })
}

function lineOf({ name, status, durationMs, cached }: StepRecord): string {
  const mark = status === StepStatus.Passed ? "✔" : "✘"
  return `${mark} ${name} ${status}, ${duration(durationMs)}${cached ? ", cached" : ""}`
}

function reportOf(
  flow: Flow,
  context: Context,
  records: readonly StepRecord[],
  environments: ReportEnvironment[],
): Omit<Report, "omitted"> {
  const { config, request, handed, clock } = context
  const production = environments.find(({ name }) => name === "production")
  const release = handed.image && { digest: handed.image.digest, version: request.version }
  const served = servedBy(production, release, previousOf(handed), config.identity)
  const verdict = verdictOf(flow, records, handed.decision, served)
  return {
    schemaVersion: 1,
    project: config.project,
    flow,
    run: request.run,
    verdict,
    exitCode: exitCodeOf(verdict),
    release: {
      version: request.version,
      sha: request.sha,
      image: handed.image ? referenceOf(handed.image) : null,
      digest: handed.image?.digest ?? null,
    },
    fault: request.fault ? { name: request.fault.name, at: request.fault.at } : null,
    decision: decisionOf(handed.decision),
    startedAt: new Date(request.since).toISOString(),
    durationMs: clock.now() - request.since,
    steps: records.map(stepOf),
    environments,
    told: null,
  }
}

export function artefactsOf(records: readonly StepRecord[]): Directory {
  return records.reduce(
    (all, { name, files }) => (files ? all.withDirectory(folderOf(name), files) : all),
    dag.directory(),
  )
}

/** Where a step's artefacts lie in the report. */
export function folderOf(step: string): string {
  return step.replace(" ", "-")
}
