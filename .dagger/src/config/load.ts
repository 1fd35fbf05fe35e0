/** Owns the way from YAML text to a resolved config, or to every problem at once with line and column. Pure. */
import { isMap, LineCounter, parseDocument, type Document, type Node } from "yaml"
import type { z } from "zod"
import { failure } from "../errors.js"
import { resolve, type ResolvedConfig } from "./resolve.js"
import { rules, type Issue } from "./rules.js"
import { Config } from "./schema.js"
import { suggest } from "./suggest.js"

export function loadConfig(text: string, path: string): ResolvedConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const syntax = document.errors.map((error) => `${at(lines, error.pos[0])}: ${error.message}`)
  if (syntax.length > 0) throw failure("CONFIG_INVALID", { path, problems: syntax })

  const parsed = Config.safeParse(document.toJS() ?? {})
  const issues = parsed.success
    ? rules.flatMap((rule) => rule(parsed.data))
    : parsed.error.issues.flatMap((issue) => flatten(issue, document))
  if (issues.length === 0 && parsed.success) return resolve(parsed.data)

  const problems = issues.map(
    (issue) => `${locate(document, lines, issue.path)}: ${issue.path.join(".") || "(top level)"}: ${issue.message}`,
  )
  throw failure("CONFIG_INVALID", { path, problems: [...new Set(problems)] })
}

/** One line per unknown key and per best-matching branch of a union; zod nests both. */
function flatten(issue: z.core.$ZodIssue, document: Document, prefix: PropertyKey[] = []): Issue[] {
  const path = [...prefix, ...issue.path]
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key, document))
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => ({ path, message }))
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const value = document.getIn(path)
    const branches = issue.errors.filter(
      (branch) =>
        isMap(value) || !branch.every((nested) => nested.code === "invalid_type" && nested.expected === "object"),
    )
    const closest = (branches.length > 0 ? branches : issue.errors).toSorted((a, b) => score(a) - score(b))[0]!
    return closest.flatMap((nested) => flatten(nested, document, path))
  }
  const value = document.getIn(path)
  const given =
    value === undefined || typeof value === "object" ? "" : ` (you wrote ${withoutPassword(JSON.stringify(value))})`
  return [{ path, message: `${issue.message}${given}` }]
}

/** The config is no place for a password, and neither is what is said about it. */
function withoutPassword(text: string): string {
  return text.replace(/(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g, "***")
}

/** The branch meant is the one that fits the value's type; among those, the one with the fewest problems. */
function score(branch: z.core.$ZodIssue[]): number {
  const wrongType = branch.some((issue) => issue.code === "invalid_type" && issue.path.length === 0)
  const problems = branch.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1), 0)
  return (wrongType ? 1000 : 0) + problems
}

function unknownKey(path: PropertyKey[], key: string, document: Document): Issue {
  const known = keysAt(path, document)
  const near = suggest(key, known)
  return {
    path: [...path, key],
    message: `unknown key${near ? `; did you mean ${near}?` : `; known: ${known.join(", ")}`}`,
  }
}

/** The keys that the schema allows at a path. */
function keysAt(path: PropertyKey[], document: Document): string[] {
  let candidates: z.core.$ZodType[] = [Config]
  path.forEach((part, depth) => {
    const open = candidates.flatMap((schema) => unwrap(schema, document.getIn(path.slice(0, depth))))
    candidates = open.flatMap((schema) => child(schema, part))
  })
  const shapes = candidates.flatMap((schema) => unwrap(schema, document.getIn(path))).map(shapeOf)
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape ?? {})))]
}

interface Wrapping {
  innerType?: z.core.$ZodType
  options?: z.core.$ZodType[]
  discriminator?: string
}

/** What may stand here; where one key says which shape is meant, only that one. */
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  const { innerType, options, discriminator } = schema._zod.def as Wrapping
  if (innerType) return unwrap(innerType, value)
  if (!options) return [schema]
  const told = discriminator !== undefined && isMap(value) ? value.get(discriminator) : undefined
  const meant = options.filter((option) => discriminatorOf(option, discriminator)?.has(told as never))
  return (meant.length > 0 ? meant : options).flatMap((option) => unwrap(option, value))
}

function discriminatorOf(option: z.core.$ZodType, key: string | undefined): Set<unknown> | undefined {
  return key === undefined ? undefined : option._zod.propValues?.[key]
}

function child(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  const def = schema._zod.def as { valueType?: z.core.$ZodType; element?: z.core.$ZodType }
  const next = shapeOf(schema)?.[String(part)] ?? def.valueType ?? def.element
  return next ? [next] : []
}

function shapeOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> | undefined {
  return (schema._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape
}

/** The line and column of the nearest node that exists: a missing key is reported where it should have been. */
function locate(document: Document, lines: LineCounter, path: PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    const pair = isMap(parent)
      ? parent.items.find((item) => String((item.key as { value?: unknown } | null)?.value) === String(key))
      : undefined
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as Node | undefined
    if (node?.range) return at(lines, node.range[0])
  }
  return at(lines, 0)
}

function at(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `line ${Math.max(line, 1)}, column ${Math.max(col, 1)}`
}
