/** Owns when the tag `latest` moves: once the verdict is that the release has shipped, so once it was seen to serve. */
import { Verdict } from "../../src/names.js"
import { type Report, stepOf } from "../report/model.js"
import { LATEST } from "../steps/latest.js"
import type { Context } from "./context.js"
import { type Changing, runSteps } from "./flow.js"
import type { PlannedStep } from "./plan.js"

export const LATEST_STEP: PlannedStep = {
  name: LATEST,
  kind: "latest",
  environment: undefined,
  needs: [],
  follows: [],
  changes: "the registry: moves latest",
}

/**
 * An attempt that takes up an old run looks anew: where another release serves by now this one is no longer *shipped*,
 * and the tag is not moved back. A tag that cannot be moved is told as a step; what serves goes by digest.
 */
export async function withLatest(context: Context, report: Report, changing: Changing): Promise<Report> {
  if (report.verdict !== Verdict.Shipped) return report
  const records = await runSteps([LATEST_STEP], context, changing)
  const steps = records.map((record) => stepOf(record, LATEST_STEP, context.request.since))
  return { ...report, steps: [...report.steps, ...steps] }
}
