/** Owns the critical path: from the step that ended last back along whatever kept each one waiting. Pure. */
import { StepStatus } from "../../src/names.js"
import type { ReportStep } from "./model.js"

type Timed = Pick<ReportStep, "name" | "status" | "startedAt" | "durationMs" | "after">

/** What did not run kept nobody waiting. */
export function criticalPath(steps: readonly Timed[]): string[] {
  const ran = steps.filter(({ status }) => status !== StepStatus.Skipped)
  const path: string[] = []
  for (let step = latest(ran); step; step = latest(before(step, ran, path))) path.unshift(step.name)
  return path
}

/** A step that follows a skipped one waited for what that one waited for. */
function before({ after }: Timed, ran: readonly Timed[], path: readonly string[]): Timed[] {
  return ran.filter(({ name }) => after.includes(name) && !path.includes(name))
}

function latest(steps: readonly Timed[]): Timed | undefined {
  return steps.reduce<Timed | undefined>((last, step) => (last && endOf(last) >= endOf(step) ? last : step), undefined)
}

function endOf({ startedAt, durationMs }: Timed): number {
  return Date.parse(startedAt) + durationMs
}
