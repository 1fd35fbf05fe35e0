/** Owns the comparison of a JSON answer with what a probe expects. Pure. */
import type { Expectation } from "../config/schema.js"
import { type Facts, fill } from "./placeholders.js"

/** Every expectation that the answer does not fulfil, in words; none means fulfilled. */
export function unmet(answer: unknown, expected: Record<string, Expectation>, facts: Facts): string[] {
  return Object.entries(expected).flatMap(([path, expectation]) => {
    const actual = valueAt(answer, path)
    if (typeof expectation === "object") {
      const pattern = fill(expectation.matches, facts)
      return actual !== undefined && new RegExp(pattern).test(asText(actual))
        ? []
        : [`${path} is ${show(actual)}, expected to match ${pattern}`]
    }
    const wanted = typeof expectation === "string" ? fill(expectation, facts) : expectation
    return actual === wanted ? [] : [`${path} is ${show(actual)}, expected ${show(wanted)}`]
  })
}

/** `citations.0.document`: keys and indices joined by dots. */
export function valueAt(answer: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === "object" ? (value as Record<string, unknown>)[key] : undefined,
      answer,
    )
}

function show(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

/** A scalar as it stands; anything else as JSON, so that a pattern can look inside. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}
