/** Owns the run report's model: everything a renderer may show, and nothing it would have to work out. Pure. */
import type { EnvironmentName, StepStatus, Verdict } from "../names.js"
import { describe } from "../errors.js"
import type { Flow } from "../pipeline/definition.js"
import type { StepRecord } from "../pipeline/outcome.js"
import type { Deployment, Image } from "../targets/target.js"
import type { Delivery } from "../notify/deliver.js"
import type { ReportDecision } from "./decision.js"

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
  /** Nothing when production was never touched. */
  decision: ReportDecision | null
  startedAt: string
  durationMs: number
  steps: ReportStep[]
  /** Steps that the config gives nothing to do, with the key that would. */
  omitted: { name: string; key: string }[]
  environments: ReportEnvironment[]
  /** Who was told what; nobody where nothing was to be released. */
  told: Delivery | null
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
