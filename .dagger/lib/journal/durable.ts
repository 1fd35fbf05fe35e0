/** Owns the rule that a journal must outlive what it records. Pure. */
import { failure, type ShipwayError } from "../errors.js"
import { ENVIRONMENTS } from "../../src/names.js"
import type { ResolvedConfig } from "../config/resolve.js"

/** Why a release must not begin; nothing where it may. */
export function notDurable({ journal, environments }: ResolvedConfig): ShipwayError | undefined {
  if (journal.declared) return undefined
  const outliving = ENVIRONMENTS.filter((name) => environments[name].target !== "local")
  if (outliving.length === 0) return undefined
  return failure("JOURNAL_NOT_DURABLE", {
    environments: outliving.map((name) => `${name} (${environments[name].target})`),
  })
}
