/** Owns what an existing GitHub workflow runs, so that its author can compare. Pure. */
import { parse } from "yaml"

const MOST = 12

export function commandsIn(text: string): string[] {
  const jobs = Object.values(record(record(parsed(text)).jobs))
  const lines = jobs
    .flatMap((job) => (Array.isArray(record(job).steps) ? (record(job).steps as unknown[]) : []))
    .flatMap((step) => {
      const { run } = record(step)
      return typeof run === "string" ? run.split("\n") : []
    })
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
  return [...new Set(lines)].slice(0, MOST)
}

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
}
