/** Owns the places at which a release is killed: before each step of the plan, and around each change that one makes. Pure. */
import type { StepKind } from "../../.dagger/lib/pipeline/definition.js"
import type { PlannedStep } from "../../.dagger/lib/pipeline/plan.js"

export interface Place {
  name: string
  step: string
  /** The line of progress at which it is killed, once that of its step's begin was seen. */
  at: RegExp
  signal: "SIGKILL" | "SIGINT"
}

/** What is said once the change is made and before its step has ended. */
export type Telltales = Partial<Record<StepKind, (step: PlannedStep) => RegExp>>

/**
 * Each kind of place meets both signals. A step that changes something, and says nothing by which to know that it has, is
 * an error: it would be left out unseen.
 */
export function placesIn(steps: readonly PlannedStep[], telltales: Telltales): Place[] {
  const counts = new Map<string, number>()
  const place = (where: string, step: PlannedStep, at: RegExp): Place => {
    const count = (counts.get(where) ?? 0) + 1
    counts.set(where, count)
    return { name: `${where} ${step.name}`, step: step.name, at, signal: count % 2 === 1 ? "SIGKILL" : "SIGINT" }
  }
  return steps.flatMap((step) => {
    const before = place("before", step, beginOf(step.name))
    if (!step.changes) return [before]
    const telltale = telltales[step.kind]
    if (!telltale) throw new Error(`${step.name} changes ${step.changes}, and no line says that it has`)
    const within = place("within", step, telltale(step))
    return [before, within, place("after", step, new RegExp(`[✔✘] ${step.name} `))]
  })
}

export function beginOf(step: string): RegExp {
  return new RegExp(`▶ ${step}$`)
}

/** One run may be killed again and again on its way: the n-th chain takes every n-th place, in the plan's order. */
export function chainsOf(places: readonly Place[], longest: number): Place[][] {
  const count = Math.ceil(places.length / longest)
  return Array.from({ length: count }, (_, chain) => places.filter((_, index) => index % count === chain))
}
