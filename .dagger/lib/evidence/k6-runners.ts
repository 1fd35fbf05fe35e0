/**
 * Owns the verdict of a load that several k6 runners share (k6-operator): by their Jobs and pods, never by the TestRun's
 * stage, which is `finished` even when runners failed. Each runner judges its own share; when every share keeps its
 * thresholds, so does the whole. Pure.
 */
import { z } from "zod"
import { StepStatus } from "../../src/names.js"

export interface RunnersVerdict {
  status: StepStatus
  summary: string
}

/** k6's exit codes for crossed thresholds and for a test that marked itself failed; any other but 0 is k6's own failure. */
const VERDICTS_AGAINST = [99, 110]

const Meta = z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) })
const count = z.number().default(0)
const Job = z.object({
  metadata: Meta,
  status: z.object({ active: count, succeeded: count, failed: count }).prefault({}),
})
const Terminated = z.object({ exitCode: z.number() })
const Pod = z.object({
  metadata: Meta,
  status: z
    .object({
      containerStatuses: z
        .array(z.object({ name: z.string(), state: z.object({ terminated: Terminated.optional() }).prefault({}) }))
        .default([]),
    })
    .prefault({}),
})

type Job = z.infer<typeof Job>
type Pod = z.infer<typeof Pod>

/** `jobs` and `pods` are what `kubectl get … -l k6_cr=NAME,runner=true -o json` prints. */
export function judgeRunners(jobs: string, pods: string, parallelism: number): RunnersVerdict {
  const runners = itemsOf(jobs, Job)
  const started = itemsOf(pods, Pod)
  if (!runners || !started) return { status: StepStatus.Error, summary: "what kubectl printed cannot be read" }
  const failed = runners.filter(({ status }) => status.failed > 0)
  if (failed.length > 0) return judgeFailed(failed, started, runners.length)
  const done = runners.filter(({ status }) => status.succeeded > 0 && status.active === 0)
  if (done.length === parallelism && runners.length === parallelism)
    return { status: StepStatus.Passed, summary: `all ${parallelism} runners kept the thresholds` }
  return { status: StepStatus.Inconclusive, summary: `${done.length} of ${parallelism} runners are done` }
}

/** A runner that broke proves nothing about the service; one that crossed a threshold does, whatever the others did. */
function judgeFailed(failed: readonly Job[], pods: readonly Pod[], total: number): RunnersVerdict {
  const ends = failed.map(({ metadata: { name } }) => ({ name, exitCode: exitCodeOf(name, pods) }))
  const crossed = ends.some(({ exitCode }) => exitCode !== undefined && VERDICTS_AGAINST.includes(exitCode))
  const told = ends.map(
    ({ name, exitCode }) => `${name}: ${exitCode === undefined ? "no exit code" : `exit code ${exitCode}`}`,
  )
  return {
    status: crossed ? StepStatus.Failed : StepStatus.Error,
    summary: `${failed.length} of ${total} runners failed: ${told.join(", ")}`,
  }
}

function exitCodeOf(job: string, pods: readonly Pod[]): number | undefined {
  return pods
    .filter(({ metadata }) => metadata.labels["job-name"] === job)
    .flatMap(({ status }) => status.containerStatuses.filter(({ name }) => name === "k6"))
    .map(({ state }) => state.terminated?.exitCode)
    .find((exitCode) => exitCode !== undefined && exitCode !== 0)
}

function itemsOf<T>(text: string, item: z.ZodType<T>): T[] | undefined {
  try {
    return z.object({ items: z.array(item) }).parse(JSON.parse(text)).items
  } catch {
    return undefined
  }
}
