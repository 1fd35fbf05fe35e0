/** Owns the words that cross the Dagger boundary: statuses, verdicts, severities. One meaning each (docs: README, vocabulary). */

/** How one step, tool, suite or probe ended. Only `passed` opens a gate. */
export enum StepStatus {
  Passed = "passed",
  Failed = "failed",
  Inconclusive = "inconclusive",
  Skipped = "skipped",
  Error = "error",
}

/** What a whole run came to. */
export enum Verdict {
  Passed = "passed",
  Shipped = "shipped",
  Stopped = "stopped",
  RolledBack = "rolled-back",
  RollbackFailed = "rollback-failed",
  LeftDegraded = "left-degraded",
  TakenDown = "taken-down",
  Superseded = "superseded",
}

/** How bad a failed probe is: critical and major fail the step, minor is reported. */
export enum Severity {
  Critical = "critical",
  Major = "major",
  Minor = "minor",
}

/** The environments a release passes through, in this order. */
export const ENVIRONMENTS = ["staging", "production"] as const
export type EnvironmentName = (typeof ENVIRONMENTS)[number]

/** What people and their tools are told about a release. */
export const EVENTS = [
  "started",
  "shipped",
  "stopped",
  "rolled-back",
  "taken-down",
  "superseded",
  "rollback-failed",
  "left-degraded",
  "page",
  "issue",
  "resolved",
] as const
export type EventKind = (typeof EVENTS)[number]
