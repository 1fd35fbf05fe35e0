/** Owns one step as it crosses the Dagger boundary. */
import { func, object } from "@dagger.io/dagger"
import { StepStatus } from "../names.js"
import type { ReportStep } from "#lib/report/model"

/** How one step of a run, or one tool or suite of a gate, ended. */
@object()
export class StepResult {
  /** The step's name, such as `lint` or `deploy staging`. */
  @func()
  name: string

  /** passed, failed, inconclusive, skipped or error; only passed opens a gate. */
  @func()
  status: StepStatus

  /** When it started, ISO 8601. Empty for a tool or suite. */
  @func()
  startedAt: string

  /** How long it took, in milliseconds; for a cached result, how long it took when it really ran. */
  @func()
  durationMs: number

  /** True when every container in it came out of the cache. */
  @func()
  cached: boolean

  /** What it found, in words. */
  @func()
  summary: string

  constructor(
    name: string,
    status: StepStatus,
    startedAt: string,
    durationMs: number,
    cached: boolean,
    summary: string,
  ) {
    this.name = name
    this.status = status
    this.startedAt = startedAt
    this.durationMs = durationMs
    this.cached = cached
    this.summary = summary
  }
}

export function stepResult(
  step: Pick<ReportStep, "name" | "status" | "durationMs" | "cached" | "summary"> & { startedAt?: string },
): StepResult {
  return new StepResult(step.name, step.status, step.startedAt ?? "", step.durationMs, step.cached, step.summary)
}
