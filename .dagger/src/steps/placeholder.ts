/** SKELETON ONLY, replaced by the real steps before this lands. */
import type { Outcome } from "../pipeline/outcome.js"
import { StepStatus } from "../names.js"
export const placeholder = (): Promise<Outcome> => Promise.resolve({ status: StepStatus.Passed, summary: "skeleton" })
