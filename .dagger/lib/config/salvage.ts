/** Owns what is left of a broken config once everything that the schema does not understand is taken out. Pure. */
import type { Document } from "yaml"
import { problemsIn } from "./problems.js"
import { readable } from "./readable.js"
import { Config } from "./schema.js"

/** A part without a key that it needs goes as a whole, and so may what holds it. */
const ROUNDS = 10

/** The only key that a config cannot be without; what stands in for it cannot be read. */
const STAND_IN = { project: "unreadable" }

/** For the rules, which then have their say over the rest; nothing where no rest makes a config. */
export function salvaged(written: unknown, document: Document): Config | undefined {
  // Aliases of one anchor are one value: taken out here, it must not vanish there.
  const value: unknown = JSON.parse(JSON.stringify(written))
  const lost: PropertyKey[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = Config.safeParse(value)
    if (parsed.success) return readable(parsed.data, lost)
    for (const { path, meant } of parsed.error.issues.flatMap((issue) => problemsIn(issue, document))) {
      const taken = takenOut(value, path)
      if (!taken) return undefined
      lost.push(taken, ...(meant && !isThere(value, meant) ? [meant] : []))
    }
  }
  return undefined
}

/** Takes out the smallest part that holds the problem: a list goes as a whole, for its places have a meaning. */
function takenOut(value: unknown, path: readonly PropertyKey[]): PropertyKey[] | undefined {
  let smallest: { holder: Record<PropertyKey, unknown>; depth: number } | undefined
  let node = value
  for (const [depth, key] of path.entries()) {
    if (!isMap(node) || !Object.hasOwn(node, key)) break
    smallest = { holder: node, depth }
    node = node[key]
  }
  const [first] = path
  if (!smallest && first === "project" && isMap(value)) return Object.assign(value, STAND_IN) && ["project"]
  if (!smallest) return undefined
  delete smallest.holder[path[smallest.depth]!]
  return path.slice(0, smallest.depth + 1)
}

function isThere(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.reduce((node, key) => (isMap(node) ? node[key] : undefined), value) !== undefined
}

function isMap(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
