/** Owns the approval step: production waits for a person, and the journal keeps who it was and when. Pure. */
import { suggest } from "../config/suggest.js"
import { StepStatus } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"

/** Without a valid answer the run is not over: the same id takes it up again. */
export function approval({ config, request, clock }: Context): Promise<Outcome> {
  const { approvedBy, run } = request
  const allowed = config.approval?.by
  const waiting = `waits for ${allowed?.join(" or ") ?? "a person"}: run again with --run ${run} --approve NAME`
  const problem = approvedBy === undefined ? "" : refusal(approvedBy, allowed)
  if (approvedBy === undefined || problem)
    return Promise.resolve({ status: StepStatus.Inconclusive, summary: problem + waiting })
  const at = new Date(clock.now()).toISOString()
  return Promise.resolve({ status: StepStatus.Passed, summary: `approved by ${approvedBy} at ${at}` })
}

function refusal(name: string, allowed: readonly string[] | undefined): string {
  if (!allowed || allowed.includes(name)) return ""
  const near = suggest(name, allowed)
  return `${name} may not approve${near ? `, did you mean ${near}?` : ""}; `
}
