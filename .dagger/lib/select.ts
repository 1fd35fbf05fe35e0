/** Owns flags that name something in the config: checked against it, with a "did you mean". Pure. */
import type { ResolvedConfig } from "./config/resolve.js"
import { suggest } from "./config/suggest.js"
import { failure } from "./errors.js"
import { ENVIRONMENTS, type EnvironmentName } from "../src/names.js"
import type { Request } from "./pipeline/context.js"

export function select<T extends { name: string }>(
  all: readonly T[],
  only: readonly string[] | undefined,
  section: string,
): T[] {
  if (all.length === 0) throw failure("NOTHING_TO_DO", { section })
  if (!only || only.length === 0) return [...all]
  const known = all.map(({ name }) => name)
  only.forEach((name) => requireKnown("only", name, known))
  return all.filter(({ name }) => only.includes(name))
}

export function selectFault(
  config: ResolvedConfig,
  fault: string | undefined,
  at: string | undefined,
): Request["fault"] {
  if (!fault && !at) return undefined
  if (!fault) throw failure("PLACE_WITHOUT_FAULT", { at: at! })
  requireKnown("fault", fault, Object.keys(config.faults))
  if (!at) throw failure("FAULT_WITHOUT_PLACE", { fault })
  return { name: fault, at: requireKnown("at", at, ENVIRONMENTS), variables: config.faults[fault]! }
}

export function environmentNamed(value: string): EnvironmentName {
  return requireKnown("environment", value, ENVIRONMENTS)
}

function requireKnown<T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value)
  if (found === undefined)
    throw failure("UNKNOWN_NAME", { flag, value, known: [...known], suggestion: suggest(value, known) })
  return found
}
