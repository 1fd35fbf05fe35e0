/** Owns a whole run: plan, execute through the journal, look at what serves now, and put it all into one report. */
import { dag, type Directory } from "@dagger.io/dagger"
import { journalEnd, type Journal, journalStart, recalled } from "../journal/recall.js"
import { duration } from "../report/duration.js"
import { marks } from "../report/marks.js"
import type { Report, ReportEnvironment } from "../report/model.js"
import { ENVIRONMENTS } from "../../src/names.js"
import { execute } from "../steps/index.js"
import type { Context } from "./context.js"
import type { Flow } from "./definition.js"
import { folderOf, type StepRecord } from "./outcome.js"
import { type PlannedStep, plan } from "./plan.js"
import { reportOf } from "./reported.js"
import { runPlan } from "./run.js"
import { spanned } from "./span.js"
import type { Telling } from "./telling.js"

export interface Finished {
  report: Report
  /** A folder of artefacts per step. */
  artefacts: Directory
}

/** What a run needs beyond its context when it changes something. */
export interface Changing {
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
  const planned = plan(context.config, flow)
  const records = await runSteps(planned.steps, context, changing)
  const environments = flow === "ci" ? [] : await observed(context)
  const report = reportOf(flow, context, { planned, records, environments })
  return { report, artefacts: artefactsOf(records), records }
}

async function observed(context: Context): Promise<ReportEnvironment[]> {
  const { observe } = await import("./observe.js")
  return Promise.all(ENVIRONMENTS.map((name) => observe(context, name)))
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
  return `${marks[status]} ${name} ${status}, ${duration(durationMs)}${cached ? ", cached" : ""}`
}

export function artefactsOf(records: readonly StepRecord[]): Directory {
  return records.reduce(
    (all, { name, files }) => (files ? all.withDirectory(folderOf(name), files) : all),
    dag.directory(),
  )
}
