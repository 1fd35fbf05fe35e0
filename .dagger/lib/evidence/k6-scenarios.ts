/** Owns what several scenarios of one load test come to: none makes up for another. Pure. */
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import { StepStatus } from "../../src/names.js"

interface Ended {
  name: string
  outcome: Outcome
  durationMs: number
}

/** Its parts have each scenario's own severity; the step has none, so that the worst of them speaks. */
export function scenariosOutcome(ended: readonly Ended[]): Omit<Outcome, "files"> {
  const parts = ended.map(partOf)
  const bad = parts.filter(({ status }) => status !== StepStatus.Passed)
  const open = ended.flatMap(({ name, outcome }) =>
    (outcome.evidence?.open ?? []).map(({ text, path }) => ({ text: `${name}: ${text}`, path: `${name}/${path}` })),
  )
  const load = ended.flatMap(({ outcome }) => outcome.evidence?.load ?? [])
  const summary =
    bad.length === 0
      ? `${parts.length} scenarios kept their thresholds`
      : [
          `${bad.length} of ${parts.length} scenarios did not pass`,
          ...bad.map((part) => `${part.name}: ${part.summary}`),
        ].join("\n")
  return { status: statusOf(parts), summary, parts, evidence: { ...(load.length > 0 && { load }), open } }
}

function partOf({ name, outcome, durationMs }: Ended): Part {
  const { status, summary, severity } = outcome
  return { name, status, summary, durationMs, cached: false, ...(severity ? { severity } : {}) }
}
