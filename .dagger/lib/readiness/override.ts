/** Owns --force: what was not answered with yes goes on, with the reason and every such question kept. Pure. */
import { StepStatus } from "../../src/names.js"
import type { Outcome, Part } from "../pipeline/outcome.js"

/** What a step that answers questions comes to; `reason` overrides, and the parts still say what they said. */
export function overridden(status: StepStatus, parts: readonly Part[], reason: string | undefined): Outcome {
  const open = parts.filter(isOpen)
  if (open.length === 0 && status === StepStatus.Passed) {
    const unused = reason === undefined ? "" : " (--force was not needed)"
    return { status, summary: `${told(parts)}${unused}`, parts: [...parts] }
  }
  const questions = open.map(({ name, status, summary }) => `${name} (${status}): ${summary}`).join("\n")
  if (reason === undefined) return { status, summary: questions || "no question was asked", parts: [...parts] }
  return {
    status: StepStatus.Passed,
    summary: `OVERRIDDEN: ${reason}\n${questions || "no question was asked"}`,
    parts: parts.map((part) => (isOpen(part) ? { ...part, note: `overridden: ${reason}` } : part)),
  }
}

export function isOpen({ status }: Pick<Part, "status">): boolean {
  return status !== StepStatus.Passed && status !== StepStatus.Skipped
}

function told(parts: readonly Part[]): string {
  const asked = parts.filter(({ status }) => status === StepStatus.Passed)
  const left = parts.filter(({ status }) => status === StepStatus.Skipped)
  const note = asked.find(({ note }) => note)?.note
  return [
    note ?? "there is a way back",
    asked.map(({ name }) => name).join(", "),
    ...left.map(({ name, summary }) => `${name} not asked: ${summary}`),
  ].join("; ")
}
