/** Owns the run report's model: everything a renderer may show, and nothing it would have to work out. Pure. */
import type { EnvironmentName, StepStatus, Verdict } from "../../src/names.js"
import { describe } from "../errors.js"
import type { Flow } from "../pipeline/definition.js"
import type { StepRecord } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import type { Deployment, Image } from "../targets/target.js"
import type { Delivery } from "../notify/deliver.js"
import type { ReportDecision } from "./decision.js"
import { currentEvidence } from "./earlier.js"
import type { Evidence } from "./evidence.js"

export interface ReportPart {
  name: string
  status: StepStatus
  summary: string
  durationMs: number
  cached: boolean
  /** The end of what it said, when it did not pass. */
  tail?: string
  /** What a person should know although it passed. */
  note?: string
}

export interface ReportStep {
  name: string
  status: StepStatus
  startedAt: string
  durationMs: number
  cached: boolean
  summary: string
  /** It ended in an earlier attempt of this run, and was not repeated. */
  remembered: boolean
  /** The steps that had to end before it began. */
  after: string[]
  environment: EnvironmentName | null
  /** What it changes outside the engine's cache; nothing for a step that only looks. */
  changes: string | null
  /** Where its artefacts lie in the report's folder; nothing where it left none. */
  folder: string | null
  parts: ReportPart[]
  evidence: Evidence
}

/** What serves in an environment after the run: what the platform recorded, and what the service itself answered. */
export interface ReportEnvironment {
  name: EnvironmentName
  recordedDigest: string | null
  recordedRun: string | null
  answeredDigest: string | null
  answeredVersion: string | null
  /** Where people reach it; nothing for what lives inside the engine alone. */
  url: string | null
  problem: string | null
}

/** A line of the journal: what was about to happen or had happened. */
export interface ReportEntry {
  at: string
  /** Counted from 1. */
  attempt: number
  event: "opened" | "noted" | "began" | "ended" | "told"
  about: string
}

export interface Report {
  schemaVersion: 2
  project: string
  flow: Flow
  run: string
  verdict: Verdict
  exitCode: number
  release: {
    version: string
    sha: string
    image: string | null
    digest: string | null
    /** What production served before: where a rollback goes. */
    previous: { version: string; digest: string } | null
  }
  fault: { name: string; at: EnvironmentName } | null
  /** Nothing when production was never touched. */
  decision: ReportDecision | null
  startedAt: string
  durationMs: number
  steps: ReportStep[]
  /** The chain of steps that took the longest: to be faster, one of them has to be. */
  criticalPath: string[]
  /** Steps that the config gives nothing to do, with the key that would. */
  omitted: { name: string; key: string }[]
  environments: ReportEnvironment[]
  /** Empty for a run that changes nothing: it has no journal. */
  journal: ReportEntry[]
  /** Who was told what; nobody where nothing was to be released. */
  told: Delivery | null
  /** What a person may want to do now, the likeliest first. */
  next: ReportNext[]
}

export interface ReportNext {
  why: string
  command: string
}

type Place = Pick<PlannedStep, "environment" | "needs" | "follows" | "changes">
const NOWHERE: Place = { environment: undefined, needs: [], follows: [], changes: undefined }

/** `since` is when this attempt began, in epoch milliseconds. */
export function stepOf(record: StepRecord, place = NOWHERE, since = 0): ReportStep {
  const { name, status, durationMs, cached, summary } = record
  return {
    name,
    status,
    startedAt: new Date(record.startedAt).toISOString(),
    durationMs,
    cached,
    summary,
    remembered: record.startedAt < since,
    after: [...new Set([...place.needs, ...place.follows])],
    environment: place.environment ?? null,
    changes: place.changes ?? null,
    folder: record.folder ?? null,
    parts: (record.parts ?? []).map(({ name, status, summary, durationMs, cached, tail, note }) => ({
      name,
      status,
      summary,
      durationMs,
      cached,
      ...(tail ? { tail } : {}),
      ...(note ? { note } : {}),
    })),
    evidence: currentEvidence(record.evidence ?? {}),
  }
}

export function referenceOf(image: Image): string {
  return `${image.repository}:${image.tag}@${image.digest}`
}

export function environmentOf(
  name: EnvironmentName,
  deployment: Deployment | undefined,
  answer: { version: string | null; digest: string | null } | undefined,
  { url = null, problem }: { url?: string | null; problem?: unknown } = {},
): ReportEnvironment {
  return {
    name,
    recordedDigest: deployment?.image.digest ?? null,
    recordedRun: deployment?.run ?? null,
    answeredDigest: answer?.digest ?? null,
    answeredVersion: answer?.version ?? null,
    url,
    problem: problem === undefined ? null : describe(problem),
  }
}
