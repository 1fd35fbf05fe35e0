/** Owns what lint, test and single steps share: how a gate's outcome becomes text and an answer. */
import { dag, type Directory } from "@dagger.io/dagger"
import { StepStatus } from "../../src/names.js"
import { failure } from "../errors.js"
import type { Outcome, Part } from "../pipeline/outcome.js"
import { utc } from "../report/age.js"
import { duration } from "../report/duration.js"
import { fitted } from "../report/fitted.js"

export interface Gate {
  passed: boolean
  summary: string
  results: readonly (Part & { startedAt?: string })[]
  report: Directory
}

/** `at` is when it was asked for: Dagger may serve the same answer for an hour. */
export function gate(outcome: Outcome, at: number): Gate {
  const results = outcome.parts ?? []
  const rows = results.map(
    (part) =>
      `${part.name.padEnd(14)} ${part.status.padEnd(12)} ${duration(part.durationMs).padStart(11)}  ${part.cached ? "cached" : "      "}  ${part.summary}`,
  )
  const tails = results
    .filter(({ status, tail }) => tail && status !== StepStatus.Passed)
    .map(({ name, tail }) => `\n── ${name}\n${tail}`)
  const passed = outcome.status === StepStatus.Passed
  const summary = fitted([...rows, ...(passed ? [] : [`found so at ${utc(at)}`]), ...tails].join("\n"))
  return { passed, summary, results, report: outcome.files ?? dag.directory() }
}

/** Returns a value, so that a green answer is always one that was given. */
export function answer(name: string, passed: boolean, summary: string): string {
  if (!passed) throw failure("GATE_FAILED", { gate: name, details: summary })
  return summary
}
