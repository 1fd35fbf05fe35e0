/** Owns what a question of readiness is answered with; a question that cannot be asked is never a yes. */
import { describe } from "../errors.js"
import type { Clock } from "../exec/poll.js"
import { StepStatus } from "../../src/names.js"
import type { Part } from "../pipeline/outcome.js"

export interface Answer {
  status: StepStatus
  summary: string
  tail?: string
  note?: string
  /** Artefacts: name → content. */
  files?: Record<string, string>
}

/** The part keeps what the report shows; the files go to the step's folder. */
export type Answered = Part & { files: Record<string, string> }

export const yes = (summary: string): Answer => ({ status: StepStatus.Passed, summary })
export const no = (summary: string): Answer => ({ status: StepStatus.Failed, summary })
export const unclear = (summary: string): Answer => ({ status: StepStatus.Inconclusive, summary })
export const notAsked = (reason: string): Answer => ({ status: StepStatus.Skipped, summary: reason })

export async function ask(name: string, clock: Clock, question: () => Promise<Answer>): Promise<Answered> {
  const startedAt = clock.now()
  const answer = await question().catch((error: unknown) => unclear(`could not be asked: ${describe(error)}`))
  return { files: {}, ...answer, name, durationMs: clock.now() - startedAt, cached: false }
}
