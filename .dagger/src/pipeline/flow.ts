/** Owns a whole run: plan, execute, look at what serves now, and put it all into one report. */
import { dag, type Directory } from "@dagger.io/dagger"
import { duration } from "../report/duration.js"
import { decisionOf } from "../report/decision.js"
import { environmentOf, type Report, type ReportEnvironment, referenceOf, stepOf } from "../report/model.js"
import { exitCodeOf, servedBy, verdictOf } from "../report/verdict.js"
import { previousOf } from "../rollback/before.js"
import { ENVIRONMENTS, type EnvironmentName, StepStatus } from "../names.js"
import { asText, valueAt } from "../probes/expectations.js"
import { execute } from "../steps/index.js"
import type { Deployment } from "../targets/target.js"
import type { Context } from "./context.js"
import type { Flow } from "./definition.js"
import type { StepRecord } from "./outcome.js"
import { plan } from "./plan.js"
import { runPlan } from "./run.js"
import { spanned } from "./span.js"

export interface Finished {
  report: Report
  /** A folder of artefacts per step. */
  artefacts: Directory
}

export async function runFlow(flow: Flow, context: Context): Promise<Finished> {
  const { steps, omitted } = plan(context.config, flow)
  const records = await runPlan(steps, {
    execute: (step, before) => spanned(step.name, () => execute(context, step, before)),
    clock: context.clock,
    onStart: (step) => context.announce(`▶ ${step.name}`),
    onEnd: (record) =>
      context.announce(
        `${record.status === StepStatus.Passed ? "✔" : "✘"} ${record.name} ${record.status}, ${duration(record.durationMs)}${record.cached ? ", cached" : ""}`,
      ),
  })
  const environments = flow === "ci" ? [] : await Promise.all(ENVIRONMENTS.map((name) => observe(context, name)))
  return { report: { ...reportOf(flow, context, records, environments), omitted }, artefacts: artefactsOf(records) }
}

/** Reads what the platform recorded and asks the service itself, whatever happened before. */
async function observe(context: Context, name: EnvironmentName): Promise<ReportEnvironment> {
  let deployment: Deployment | undefined
  try {
    deployment = await context.target(name).current(context, name)
    const answer = deployment && (await identify(context, deployment))
    return environmentOf(name, deployment, answer)
  } catch (error) {
    return environmentOf(name, deployment, undefined, error)
  }
}

async function identify(
  context: Context,
  deployment: Deployment,
): Promise<{ version: string | null; digest: string | null } | undefined> {
  const { identity } = context.config
  if (!identity) return undefined
  const base = await context.target(deployment.environment).url(context, deployment)
  const response = await fetch(new URL(identity.path, base), { signal: AbortSignal.timeout(10000) })
  if (!response.ok) throw new Error(`${identity.path} answers with status ${response.status}`)
  const answer: unknown = await response.json()
  const read = (path: string | undefined) => {
    const value = path === undefined ? undefined : valueAt(answer, path)
    return value === undefined ? null : asText(value)
  }
  return { version: read(identity.version), digest: read(identity.digest) }
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
  }
}

function artefactsOf(records: readonly StepRecord[]): Directory {
  return records.reduce(
    (all, { name, files }) => (files ? all.withDirectory(name.replace(" ", "-"), files) : all),
    dag.directory(),
  )
}
