/** Owns turning what zod found into problems, each with its path, the value as written, and the fix. Pure. */
import { isMap, type Document } from "yaml"
import type { z } from "zod"
import { keysAt } from "./keys.js"
import type { Issue } from "./rules.js"
import { Config } from "./schema.js"
import { suggest } from "./suggest.js"

/** One problem per unknown key and per best-matching branch of a union; zod nests both. */
export function problemsIn(issue: z.core.$ZodIssue, document: Document, prefix: PropertyKey[] = []): Issue[] {
  const path = [...prefix, ...issue.path]
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, document))
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => ({ path, message }))
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return closest(issue.errors, document.getIn(path)).flatMap((nested) => problemsIn(nested, document, path))
  return [{ path, message: `${issue.message}${asWritten(document.getIn(path))}` }]
}

/** The branch meant is the one that fits the value's type; among those, the one with the fewest problems. */
function closest(branches: z.core.$ZodIssue[][], value: unknown): z.core.$ZodIssue[] {
  const fitting = branches.filter(
    (branch) =>
      isMap(value) || !branch.every((nested) => nested.code === "invalid_type" && nested.expected === "object"),
  )
  return (fitting.length > 0 ? fitting : branches).toSorted((a, b) => score(a) - score(b))[0]!
}

function score(branch: z.core.$ZodIssue[]): number {
  const wrongType = branch.some((issue) => issue.code === "invalid_type" && issue.path.length === 0)
  const problems = branch.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0)
  return (wrongType ? 1000 : 0) + problems
}

function asWritten(value: unknown): string {
  if (value === undefined || value === null || typeof value === "object") return ""
  const text = typeof value === "number" ? String(value) : JSON.stringify(value)
  return ` (you wrote ${withoutPassword(text)})`
}

/** The config is no place for a password, and neither is what is said about it. */
export function withoutPassword(text: string): string {
  return text.replace(/(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g, "***")
}

function unknownKey(path: PropertyKey[], key: string, document: Document): Issue {
  const known = keysAt(Config, path, document)
  const near = suggest(key, known)
  return {
    path: [...path, key],
    ...(near && { meant: [...path, near] }),
    message: `unknown key${near ? `; did you mean ${near}?` : `; known: ${known.join(", ")}`}`,
  }
}
