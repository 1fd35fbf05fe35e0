/** Owns what a step leaves behind: an outcome is data, never an exception. */
import type { Directory } from "@dagger.io/dagger"
import { describe } from "../errors.js"
import { type Severity, StepStatus } from "../../src/names.js"
import type { Evidence } from "../report/evidence.js"

/** One tool, suite or probe within a step. */
export interface Part {
  name: string
  status: StepStatus
  summary: string
  durationMs: number
  cached: boolean
  /** The end of what the tool said, when it did not pass. */
  tail?: string
  /** What a person should know although it passed. */
  note?: string
  /** How bad it is that it did not pass; the rollback policy asks. */
  severity?: Severity
}

export interface Outcome {
  status: StepStatus
  summary: string
  parts?: Part[]
  /** How bad it is that it did not pass, as far as the step knows; without one the policy takes the worst. */
  severity?: Severity
  /** What the report shows of it beyond its parts. */
  evidence?: Evidence
  /** Artefacts: whatever a person may want to open afterwards. */
  files?: Directory
}

/** An outcome with its place in the run. */
export interface StepRecord extends Outcome {
  name: string
  startedAt: number
  durationMs: number
  cached: boolean
  /** Where its artefacts lie in the report; nothing where it left none. */
  folder?: string
}

export function folderOf(step: string): string {
  return step.replace(" ", "-")
}

/** Worst first: one bad part decides for the step. */
const ranking = [StepStatus.Error, StepStatus.Failed, StepStatus.Inconclusive]

/** No parts is not a pass: a gate over nothing proves nothing. */
export function statusOf(parts: readonly Pick<Part, "status">[]): StepStatus {
  const worst = ranking.find((status) => parts.some((part) => part.status === status))
  if (worst) return worst
  return parts.some((part) => part.status === StepStatus.Passed) ? StepStatus.Passed : StepStatus.Inconclusive
}

export function errorOutcome(error: unknown): Outcome {
  return { status: StepStatus.Error, summary: describe(error) }
}

/** A step counts as cached when every container in it came out of the cache. */
export function isFromCache(parts: readonly Part[] | undefined): boolean {
  return parts !== undefined && parts.length > 0 && parts.every((part) => part.cached)
}
