/** Owns what stands in the way of going back, and what happens then. Pure. */
import type { RollbackPolicy } from "../config/rollback-schema.js"
import type { Decision, MigrationVerdict, Situation } from "./decision.js"

type Way = Pick<Decision, "action" | "obstacle" | "reason">

export function goingBack(policy: RollbackPolicy, situation: Situation): Way {
  const { previous, wayBack, migrations } = situation
  if (previous === "first-release") return firstRelease(policy)
  if (previous === "unread")
    return blocked("previous-unread", "what served before is not known, so there is no telling where to go back to")
  const forbidden = forbids(policy, migrations)
  if (forbidden) return forbidden
  if (!wayBack.able) return blocked("no-way-back", `the platform cannot go back: ${wayBack.reason}`)
  return {
    action: "roll-back",
    reason: `going back to ${previous.version} (${previous.image.digest})${schema[migrations]}`,
  }
}

/** Nothing served before, so serving nothing is the only way back; whether that is better is the environment's choice. */
function firstRelease({ firstRelease }: RollbackPolicy): Way {
  return firstRelease === "keep"
    ? blocked("first-release", "it is the first release, there is nothing to go back to, and the config keeps it")
    : {
        action: "take-down",
        obstacle: "first-release",
        reason: "it is the first release, there is nothing to go back to, and the config takes it down",
      }
}

/**
 * Unknown counts as irreversible. Readiness refuses before production is touched, so whoever is here forced it: the old
 * image over a schema that nobody tried it with may destroy data, and a bad release that serves with a person called
 * does not. The person can still go back by hand.
 */
function forbids(policy: RollbackPolicy, migrations: MigrationVerdict): Way | undefined {
  const byHand = "mend it forward, or go back by hand"
  if (migrations === "unknown" && policy.migrations.irreversible === "leave")
    return blocked(
      "migrations-unknown",
      `nobody knows whether the old release can serve after these migrations: ${byHand}`,
    )
  if (migrations === "irreversible" && policy.migrations.irreversible === "leave")
    return blocked("irreversible", `its migrations cannot be undone: ${byHand}`)
  if (migrations === "reversible" && policy.migrations.reversible === "leave")
    return blocked(
      "not-expand-only",
      `its migrations are not expand-only, and the config forbids to go back after them: ${byHand}`,
    )
  return undefined
}

function blocked(obstacle: NonNullable<Way["obstacle"]>, reason: string): Way {
  return { action: "leave", obstacle, reason }
}

/** A rollback is of the image alone. */
const schema: Record<MigrationVerdict, string> = {
  none: "",
  "backward-compatible": "; the database stays migrated, which the old release can serve with",
  reversible: "; the database stays migrated, and only a person may downgrade it",
  irreversible: "; the database stays migrated, and the config allows to go back all the same",
  unknown: "; the database stays migrated, and the config allows to go back all the same",
}
