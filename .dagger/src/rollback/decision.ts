/** Owns the words of a rollback decision: what is known when it is made, and what comes of it. Types only. */
import type { Severity } from "../names.js"
import type { Deployment } from "../targets/target.js"

/** What the migrations of this release allow; readiness finds it out before production is touched. */
export type MigrationVerdict = "none" | "backward-compatible" | "reversible" | "irreversible" | "unknown"

/** One thing that did not pass after production was touched. */
export interface Finding {
  /** The step, and the probe or alert rule within it: `verify production / chat`. */
  source: string
  severity: Severity
  summary: string
}

export interface Situation {
  findings: readonly Finding[]
  /** Whether the new image was ever handed to the platform. */
  deployed: boolean
  /** What production served before; nothing on the first release ever. */
  previous: Deployment | undefined
  /** The platform's word, asked before production was touched. */
  wayBack: { able: boolean; reason: string }
  migrations: MigrationVerdict
}

/** keep: the release stays. roll-back: now. fix-window: look again until it recovered or time is up. take-down: nothing to go back to, and the config wants nothing served. leave: going back is impossible or forbidden. */
export type Action = "keep" | "roll-back" | "fix-window" | "take-down" | "leave"

export interface Decision {
  action: Action
  /** The name of the rule that decided, for the report. */
  rule: string
  reason: string
  page: boolean
  /** Worth an issue although the release stays. */
  issue: boolean
}
