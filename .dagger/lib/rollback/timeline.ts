/** Owns how a decision reads: one sentence, and the looks of its fix window one by one. Pure. */
import { StepStatus } from "../../src/names.js"
import type { Part } from "../pipeline/outcome.js"
import type { Action, Decision, Look } from "./decision.js"
import { inWords } from "./policy.js"

export const phrase: Record<Action, string> = {
  keep: "Keep the release",
  "keep-old": "The release never served",
  "roll-back": "Roll back",
  "fix-window": "Look again",
  "take-down": "Take production down",
  leave: "Leave the release serving, a person has to act",
}

interface Told extends Pick<Decision, "action" | "reason" | "page" | "issue"> {
  rule: string
  obstacle?: string | null
}

export function sentenceOf({ action, rule, obstacle, reason, page, issue }: Told): string {
  const asked = [page ? "page" : "", issue ? "issue" : ""].filter(Boolean)
  const follows = asked.length > 0 ? ` [${asked.join(", ")}]` : ""
  return `${phrase[action]} (${obstacle ? `${rule}, ${obstacle}` : rule})${follows}: ${reason}`
}

type Seen = Pick<Look, "proofs" | "clean" | "findings"> & { problem?: string | null }

export function lookInWords({ proofs, clean, findings, problem }: Seen): string {
  const saw = problem ? `cannot be read: ${problem}` : findings.length > 0 ? inWords(findings) : "nothing found"
  return `${clean ? "good" : "not good"}, ${proofs.join(" and ")}: ${saw}`
}

export function partsOf(looks: readonly Look[]): Part[] {
  return looks.map((look, index) => ({
    name: `look ${index + 1}`,
    status: look.clean ? StepStatus.Passed : look.problem ? StepStatus.Inconclusive : StepStatus.Failed,
    summary: lookInWords(look),
    durationMs: look.durationMs,
    cached: false,
  }))
}
