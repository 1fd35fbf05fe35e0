/** Owns the way from YAML text to a resolved config, or to every problem at once with line and column. Pure. */
import { type Alias, type Document, LineCounter, parseDocument, visit, type YAMLError } from "yaml"
import { failure } from "../errors.js"
import { nearest, type Place, placeOf } from "./places.js"
import { problemsIn } from "./problems.js"
import { resolve, type ResolvedConfig } from "./resolve.js"
import { broken } from "./rules.js"
import { salvaged } from "./salvage.js"
import { Config } from "./schema.js"
import { wordsFor } from "./words.js"

/** The config in its three states, for whoever says where a value comes from. */
export interface Loaded {
  document: Document
  lines: LineCounter
  /** With the schema's defaults filled in. */
  written: Config
  resolved: ResolvedConfig
}

export function loadConfig(text: string, path: string): ResolvedConfig {
  return loadWithPlaces(text, path).resolved
}

export function loadWithPlaces(text: string, path: string): Loaded {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  // A tag that nobody knows is a warning of the parser's, and would leave its text as the value.
  const syntax = [...document.errors, ...document.warnings].map(
    (error) => `${told(placeOf(lines, error.pos[0]))}: ${syntaxOf(error)}`,
  )
  if (syntax.length > 0) throw failure("CONFIG_INVALID", { path, problems: syntax })

  const value = plain(document, lines, path)
  const parsed = Config.safeParse(value, { error: wordsFor })
  const misshapen = parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsIn(issue, document))
  const understood = parsed.success ? parsed.data : salvaged(value, document)
  const issues = [...misshapen, ...(understood ? broken(understood) : [])]
  if (issues.length === 0 && parsed.success)
    return { document, lines, written: parsed.data, resolved: resolve(parsed.data) }

  const problems = issues
    .map((issue) => ({ ...issue, place: nearest(document, lines, issue.path) }))
    .toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .map(({ place, path, message }) => `${told(place)}: ${path.join(".") || "(top level)"}: ${message}`)
  throw failure("CONFIG_INVALID", { path, problems: [...new Set(problems)] })
}

/** An alias without its anchor, or one that unfolds without end, shows only here. */
function plain(document: Document, lines: LineCounter, path: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch (error) {
    const place = placeOf(lines, suspect(document)?.range?.[0] ?? 0)
    throw failure("CONFIG_INVALID", { path, problems: [`${told(place)}: ${(error as Error).message}`] })
  }
}

function suspect(document: Document): Alias | undefined {
  let found: Alias | undefined
  visit(document, {
    Alias(_, alias) {
      found = alias
      return alias.resolve(document) ? undefined : visit.BREAK
    },
  })
  return found
}

const SYNTAX: Partial<Record<YAMLError["code"], string>> = {
  DUPLICATE_KEY: "this key stands here a second time; keep one of them",
  TAB_AS_INDENT: "a tab cannot indent YAML; write spaces",
  BLOCK_AS_IMPLICIT_KEY: "a map cannot begin in this line; put a text with a colon in quotes",
  MULTILINE_IMPLICIT_KEY: "the next line is indented too far to belong beside this one",
  MULTIPLE_DOCS: "a second document begins here (---); a config is one document",
}

function syntaxOf({ code, message }: YAMLError): string {
  if (code === "TAG_RESOLVE_FAILED") return `${message}; a config takes plain YAML only`
  return SYNTAX[code] ?? message
}

function told({ line, column }: Place): string {
  return `line ${line}, column ${column}`
}
