/** Owns what is said about a value of the wrong shape: what is expected, and how to write it. Pure. */
import type { z } from "zod"
import { suggest } from "./suggest.js"

type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/** Said where the schema has no words of its own; nothing when zod's must do. */
export function wordsFor(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(String(issue.expected), issue.input)
    case "invalid_value":
      return notAmong(issue.values.map(String), issue.input)
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true)
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum))
    case "invalid_union":
      return Array.isArray(issue.options) ? notAmong(issue.options.map(String), discriminated(issue)) : undefined
    case "invalid_format":
      return "prefix" in issue ? withoutPrefix(String(issue.prefix), issue.input) : undefined
    default:
      return undefined
  }
}

/** A union is told by one of its keys, and that key is what is wrong. */
function discriminated({ input, discriminator }: { input?: unknown; discriminator?: unknown }): unknown {
  return (input as Record<string, unknown> | null)?.[String(discriminator)]
}

const KINDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of names",
}

function wrongType(expected: string, input: unknown): string {
  const kind = KINDS[expected] ?? expected
  if (input === undefined) return `is missing: write ${kind}`
  if (input === null) return `is empty: write ${kind}, or take the key out`
  return `must be ${kind}${quoting(expected, input)}`
}

/** YAML decides by the quotes what is text; most wrong types are nothing else. */
function quoting(expected: string, input: unknown): string {
  if (expected === "string" && (typeof input === "number" || typeof input === "boolean"))
    return `; put it in quotes: "${String(input)}"`
  const bare = typeof input === "string" && input.trim() !== "" && expected !== "string"
  if (bare && expected === "boolean" && /^(true|false)$/.test(input)) return "; take the quotes away"
  if (bare && expected === "boolean" && /^(yes|on|no|off)$/i.test(input))
    return `; did you mean ${/^(yes|on)$/i.test(input) ? "true" : "false"}?`
  if (bare && /^(number|int)$/.test(expected) && Number.isFinite(Number(input))) return "; take the quotes away"
  if (expected === "array" && typeof input === "string")
    return `; write ${JSON.stringify(input.trim().split(/\s+/)).replaceAll(",", ", ")}`
  return ""
}

function notAmong(values: string[], input: unknown): string {
  const near = typeof input === "string" ? suggest(input, values) : undefined
  if (values.length === 1) return `must be ${values[0]}`
  const known = `must be one of ${values.join(", ")}`
  return input === undefined
    ? `is missing: write one of ${values.join(", ")}`
    : `${known}${near ? `; did you mean ${near}?` : ""}`
}

function tooSmall(origin: string, minimum: number, inclusive: boolean): string {
  if (origin === "array") return `must have at least ${minimum} entr${minimum === 1 ? "y" : "ies"}`
  if (origin === "string") return "must not be empty"
  return inclusive ? `must be at least ${minimum}` : `must be more than ${minimum}`
}

function tooBig(origin: string, maximum: number): string {
  return origin === "string" ? `must have at most ${maximum} characters` : `must be at most ${maximum}`
}

function withoutPrefix(prefix: string, input: unknown): string {
  const near = typeof input === "string" && input !== "" && !input.includes("://") ? input : undefined
  return `must start with ${prefix}${near ? `; did you mean ${prefix}${near}?` : ""}`
}
