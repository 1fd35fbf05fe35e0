/** Owns the run of a plan: everything in parallel that may be, every failure an outcome, dependants skipped with the reason. */
import type { Clock } from "../exec/poll.js"
import { StepStatus } from "../names.js"
import { errorOutcome, isFromCache, type Outcome, type StepRecord } from "./outcome.js"

/** A step of the pipeline, or a suite within one. */
interface Planned {
  name: string
  /** What must have passed. */
  needs: readonly string[]
  /** What must have ended; when all of it was skipped, so is this step. */
  follows?: readonly string[]
}

export interface RunOptions<S extends Planned> {
  /** `before` are the records of what it needs and follows, each once. */
  execute(step: S, before: readonly StepRecord[]): Promise<Outcome>
  clock: Clock
  onStart(step: S): void
  onEnd(record: StepRecord): void
}

/** The steps come in an order in which every need stands before its dependants. */
export async function runPlan<S extends Planned>(steps: readonly S[], options: RunOptions<S>): Promise<StepRecord[]> {
  const pending = new Map<string, Promise<StepRecord>>()
  for (const step of steps) {
    const of = (names: readonly string[]) => Promise.all(names.map((name) => pending.get(name)!))
    pending.set(
      step.name,
      Promise.all([of(step.needs), of(step.follows ?? [])]).then(([needs, follows]) =>
        runStep(step, [...new Set([...needs, ...follows])], blockerOf(needs, follows), options),
      ),
    )
  }
  return Promise.all(pending.values())
}

/** The step because of which another one cannot run. */
function blockerOf(needs: StepRecord[], follows: StepRecord[]): StepRecord | undefined {
  const failed = needs.find((need) => need.status !== StepStatus.Passed)
  if (failed) return failed
  return follows.every(({ status }) => status === StepStatus.Skipped) ? follows[0] : undefined
}

async function runStep<S extends Planned>(
  step: S,
  before: readonly StepRecord[],
  blocker: StepRecord | undefined,
  options: RunOptions<S>,
): Promise<StepRecord> {
  const startedAt = options.clock.now()
  if (!blocker) options.onStart(step)
  const outcome = blocker ? skipped(blocker) : await options.execute(step, before).catch(errorOutcome)
  const durationMs = options.clock.now() - startedAt
  const record = { ...outcome, name: step.name, startedAt, durationMs, cached: isFromCache(outcome.parts) }
  options.onEnd(record)
  return record
}

/** A chain of skipped steps names the step that started it. */
function skipped(blocker: StepRecord): Outcome {
  const summary =
    blocker.status === StepStatus.Skipped ? blocker.summary : `because ${blocker.name} ${phrase[blocker.status]}`
  return { status: StepStatus.Skipped, summary }
}

const phrase: Record<StepStatus, string> = {
  [StepStatus.Passed]: "passed",
  [StepStatus.Failed]: "failed",
  [StepStatus.Inconclusive]: "was inconclusive",
  [StepStatus.Skipped]: "was skipped",
  [StepStatus.Error]: "ended in an error",
}
