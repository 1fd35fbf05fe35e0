/** Owns where each value of the resolved config comes from: a line of the file, a preset, or a default. Pure. */
import { isMap } from "yaml"
import type { Loaded } from "./load.js"
import { find, nearest } from "./places.js"
import { withoutPassword } from "./problems.js"
import type { Suite, Tool } from "./resolve.js"

export interface Origin {
  path: string
  from: string
  value: string
}

export function origins(loaded: Loaded, file: string): Origin[] {
  return leaves(whole(loaded), []).map(([path, value]) => ({
    path: path.join("."),
    from: originOf(loaded, file, path),
    value: shown(value),
  }))
}

/** The config as it is written, but with every short form and preset spelled out. */
function whole({ written, resolved }: Loaded): Record<string, unknown> {
  const { lint, tests, services, toolchain } = resolved
  return {
    ...written,
    $schema: undefined,
    toolchain,
    lint: named(lint.filter(({ audit }) => !audit).map(spelledTool)),
    audit: named(lint.filter(({ audit }) => audit).map(spelledTool)),
    services: named(services),
    tests: named(tests.map(spelledSuite)),
  }
}

function spelledTool({ audit, ...tool }: Tool) {
  return { ...tool, ...audit }
}

function spelledSuite({ coverageOver, ...suite }: Suite) {
  return { ...suite, coverage: coverageOver === undefined ? undefined : { over: coverageOver } }
}

function named(list: { name: string }[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]))
}

/** A list is one value; a map is what is in it. */
function leaves(value: unknown, path: string[]): [string[], unknown][] {
  if (value === undefined) return []
  const isLeaf = typeof value !== "object" || value === null || Array.isArray(value)
  if (isLeaf) return [[path, value]]
  return Object.entries(value).flatMap(([key, nested]) => leaves(nested, [...path, key]))
}

function originOf({ document, lines, written }: Loaded, file: string, path: string[]): string {
  const parent = find(document, path.slice(0, -1))?.value
  // `black: [black, .]` is short for `black: { command: [black, .] }`.
  const short = parent !== undefined && !isMap(parent) && path.at(-1) === "command"
  if (short || find(document, path)) return `${file}:${nearest(document, lines, path).line}`
  const at = path.indexOf("toolchain")
  const owner = at === 0 ? written : sectionOf(written, path)
  const preset = at >= 0 ? owner?.preset : undefined
  return preset ? `preset ${preset}` : "default"
}

function sectionOf({ lint, audit }: Loaded["written"], [section, name]: string[]): { preset?: string } | undefined {
  const tool = section === "audit" ? audit?.[name!] : lint?.[name!]
  return Array.isArray(tool) ? undefined : tool
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value)
  const safe = withoutPassword(text).replaceAll("\n", "\\n")
  return safe.length > 100 ? `${safe.slice(0, 99)}…` : safe
}

/** The longest part, what the value is, comes last, so that the columns stay columns. */
export function originTable(rows: Origin[]): string {
  const width = (key: "path" | "from") => Math.max(...rows.map((row) => row[key].length))
  const [path, from] = [width("path"), width("from")]
  return rows.map((row) => `${row.path.padEnd(path)}  ${row.from.padEnd(from)}  ${row.value}`).join("\n")
}
