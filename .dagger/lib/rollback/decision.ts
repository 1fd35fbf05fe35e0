/** Owns the words of a rollback decision: what is known when it is made, and what comes of it. Types only. */
import type { Severity } from "../../src/names.js"
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
  /** What production served before. Unread is not the same as nothing: what may be there is not taken down. */
  previous: Deployment | "first-release" | "unread"
  /** The platform's word, asked before production was touched. */
  wayBack: { able: boolean; reason: string }
  migrations: MigrationVerdict
}

/**
 * keep: the release stays, or a newer one took its place. keep-old: it never served, what served before still does.
 * roll-back: now. fix-window: look again until it recovered or time is up; never the last word. take-down: nothing to
 * go back to, and the config wants nothing served. leave: going back is impossible or forbidden.
 */
export type Action = "keep" | "keep-old" | "roll-back" | "fix-window" | "take-down" | "leave"

/** The names of the rules, for the report; docs/rollback.md has a line for each. */
export type RuleName =
  | "never-served"
  | "nothing-found"
  | "minor-only"
  | "major"
  | "critical"
  | "recovered"
  | "superseded"
  | "critical-in-window"
  | "window-over"
  | "undecided"
  | "by-hand"

/** Why a release that should go back cannot, or what happens instead. */
export type Obstacle =
  "first-release" | "previous-unread" | "no-way-back" | "irreversible" | "migrations-unknown" | "not-expand-only"

/** One repetition of the proofs within the fix window. */
export interface Look {
  /** In epoch milliseconds. */
  at: number
  durationMs: number
  /** Which proofs were repeated. */
  proofs: readonly string[]
  /** Nothing worse than minor was found. */
  clean: boolean
  findings: readonly Finding[]
  /** Why it could not be read: then it is not clean, whatever was not found. */
  problem?: string
}

export interface Decision {
  action: Action
  rule: RuleName
  /** Set when the action is not the one that the severity asks for. */
  obstacle?: Obstacle
  reason: string
  page: boolean
  /** Somebody must look at it in working hours. */
  issue: boolean
  /** What the fix window saw; empty when there was none. */
  looks: readonly Look[]
}
