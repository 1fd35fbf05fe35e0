/** Owns the mark of each status: told apart without colour. Pure. */
import { StepStatus } from "../../src/names.js"

export const marks: Record<StepStatus, string> = {
  [StepStatus.Passed]: "✔",
  [StepStatus.Failed]: "✘",
  [StepStatus.Inconclusive]: "?",
  [StepStatus.Skipped]: "–",
  [StepStatus.Error]: "!",
}
