/** Owns the run report's model: everything a renderer may show, and nothing it would have to work out. Pure. */
import { StepStatus, Verdict, type EnvironmentName } from "../names.js"
import type { Identity } from "../config/schema.js"
import { describe } from "../errors.js"
import type { Flow } from "../pipeline/definition.js"
import type { StepRecord } from "../pipeline/outcome.js"
import type { Deployment, Image } from "../targets/target.js"

export interface ReportPart {
  name: string
  status: StepStatus
  summary: string
  durationMs: number
  cached: boolean
  tail?: string
}

export interface ReportStep {
  name: string
  status: StepStatus
  startedAt: string
  durationMs: number
  cached: boolean
  summary: string
  parts: ReportPart[]
}

/** What serves in an environment after the run: what the platform recorded, and what the service itself answered. */
export interface ReportEnvironment {
  name: EnvironmentName
  recordedDigest: string | null
  recordedRun: string | null
  answeredDigest: string | null
  answeredVersion: string | null
  problem: string | null
}

export interface Report {
  schemaVersion: 1
  project: string
  flow: Flow
  run: string
  verdict: Verdict
  exitCode: number
  release: { version: string; sha: string; image: string | null; digest: string | null }
  fault: { name: string; at: EnvironmentName } | null
  startedAt: string
  durationMs: number
  steps: ReportStep[]
  /** Steps that the config gives nothing to do, with the key that would. */
  omitted: { name: string; key: string }[]
  environments: ReportEnvironment[]
}

/** All steps passed, and production was then found to serve just what was released; nothing less is shipped. */
export function verdictOf(flow: Flow, steps: readonly StepRecord[], shipped: boolean): Verdict {
  const allPassed = steps.length > 0 && steps.every((step) => step.status === StepStatus.Passed)
  if (flow === "ci") return allPassed ? Verdict.Passed : Verdict.Stopped
  if (allPassed && shipped) return Verdict.Shipped
  return steps.some(touchesProduction) ? Verdict.LeftDegraded : Verdict.Stopped
}

function touchesProduction({ name, status }: StepRecord): boolean {
  return / production$/.test(name) && status !== StepStatus.Skipped
}

/** The last look: what the platform recorded, and, where the config says how to ask, what the service itself answers. */
export function servesRelease(
  production: ReportEnvironment | undefined,
  digest: string | null,
  asks: Identity | undefined,
): boolean {
  if (!production || production.problem !== null || digest === null) return false
  if (production.recordedDigest !== digest) return false
  if (!asks) return true
  return asks.digest === undefined ? production.answeredVersion !== null : production.answeredDigest === digest
}

/** Rollback will bring 3 and 4; until then whatever did not ship is 1. */
export function exitCodeOf(verdict: Verdict): number {
  return verdict === Verdict.Passed || verdict === Verdict.Shipped ? 0 : 1
}

export function stepOf(record: StepRecord): ReportStep {
  const { name, status, durationMs, cached, summary } = record
  const parts = (record.parts ?? []).map(({ name, status, summary, durationMs, cached, tail }) => ({
    name,
    status,
    summary,
    durationMs,
    cached,
    ...(tail ? { tail } : {}),
  }))
  return { name, status, startedAt: new Date(record.startedAt).toISOString(), durationMs, cached, summary, parts }
}

export function referenceOf(image: Image): string {
  return `${image.repository}:${image.tag}@${image.digest}`
}

export function environmentOf(
  name: EnvironmentName,
  deployment: Deployment | undefined,
  answer: { version: string | null; digest: string | null } | undefined,
  problem?: unknown,
): ReportEnvironment {
  return {
    name,
    recordedDigest: deployment?.image.digest ?? null,
    recordedRun: deployment?.run ?? null,
    answeredDigest: answer?.digest ?? null,
    answeredVersion: answer?.version ?? null,
    problem: problem === undefined ? null : describe(problem),
  }
}
