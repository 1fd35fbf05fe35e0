/** Owns the run of a plan: everything in parallel that may be, every failure an outcome, dependants skipped with the reason. */
import type { Clock } from "../exec/poll.js"
import { StepStatus } from "../../src/names.js"
import { errorOutcome, folderOf, isFromCache, type Outcome, type StepRecord } from "./outcome.js"

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
  /** What the step came to in an earlier attempt; it is not run again. */
  recall?(step: S): StepRecord | undefined
  clock: Clock
  /** A step does not run before this has ended well, and is not over before its end was taken note of. */
  onStart?(step: S): Promise<void>
  onEnd?(record: StepRecord): Promise<void>
  /** For a step that did not run: something it needs did not pass, or it is remembered. */
  onLeftOut?(record: StepRecord): void
}

/** The steps come in an order in which every need stands before its dependants. */
export async function runPlan<S extends Planned>(steps: readonly S[], options: RunOptions<S>): Promise<StepRecord[]> {
  const pending = new Map<string, Promise<StepRecord>>()
  for (const step of steps) {
    const of = (names: readonly string[]) => Promise.all(names.map((name) => pending.get(name)!))
    pending.set(
      step.name,
      Promise.all([of(step.needs), of(step.follows ?? [])]).then(([needs, follows]) =>
        runStep(step, needs, follows, options),
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
  needs: StepRecord[],
  follows: StepRecord[],
  options: RunOptions<S>,
): Promise<StepRecord> {
  const past = options.recall?.(step)
  const blocker = blockerOf(needs, follows)
  const leftOut = past ?? (blocker && recordOf(step.name, skipped(blocker), options.clock.now(), 0))
  if (leftOut) {
    options.onLeftOut?.(leftOut)
    return leftOut
  }
  const before = [...new Set([...needs, ...follows])]
  const startedAt = options.clock.now()
  const ended = (outcome: Outcome) => recordOf(step.name, outcome, startedAt, options.clock.now() - startedAt)
  try {
    await options.onStart?.(step)
    const record = ended(await options.execute(step, before).catch(errorOutcome))
    await options.onEnd?.(record)
    return record
  } catch (error) {
    return ended(errorOutcome(error))
  }
}

function recordOf(name: string, outcome: Outcome, startedAt: number, durationMs: number): StepRecord {
  const folder = outcome.files ? { folder: folderOf(name) } : {}
  return { ...outcome, ...folder, name, startedAt, durationMs, cached: isFromCache(outcome.parts) }
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
