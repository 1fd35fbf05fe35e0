/** Owns running a probe as often as it asks for, and what its failure means. */
import type { NamedProbe } from "../config/resolve.js"
import { Severity, StepStatus } from "../../src/names.js"
import type { Part } from "../pipeline/outcome.js"
import { askHttp } from "./http.js"
import type { Facts } from "./placeholders.js"
import { askSocket } from "./websocket.js"

export interface Probed extends Part {
  severity: Severity
  /** How long each answer took, in milliseconds. */
  rounds: number[]
}

export async function runProbe(base: string, probe: NamedProbe, facts: Facts, now: () => number): Promise<Probed> {
  const wrong: string[] = []
  const rounds: number[] = []
  // Consecutive: the first miss decides, a later hit cannot make up for it.
  while (rounds.length < probe.times && wrong.length === 0) {
    const askedAt = now()
    wrong.push(...(await ask(base, probe, facts)))
    rounds.push(now() - askedAt)
  }
  const nth = probe.times > 1 ? ` (${rounds.length} of ${probe.times})` : ""
  const durationMs = rounds.reduce((sum, ms) => sum + ms, 0)
  const common = { name: probe.name, durationMs, cached: false, severity: probe.severity, rounds }
  if (wrong.length === 0) return { ...common, status: StepStatus.Passed, summary: `as expected${nth}` }
  return {
    ...common,
    status: StepStatus.Failed,
    summary: `${probe.path}: ${wrong.join("; ")}${nth} [${probe.severity}]`,
  }
}

/** No answer is as wrong as a wrong answer. */
async function ask(base: string, probe: NamedProbe, facts: Facts): Promise<string[]> {
  try {
    return "websocket" in probe ? await askSocket(base, probe, facts) : await askHttp(base, probe, facts)
  } catch (error) {
    return [reason(error, probe)]
  }
}

function reason(error: unknown, probe: NamedProbe): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === "TimeoutError") return `no complete answer within ${probe.maxSeconds} s`
  const cause = error.cause instanceof Error ? error.cause.message : ""
  return cause ? `${error.message}: ${cause}` : error.message
}
