/** Owns whose alert it is: this release's, raised by this attempt, or somebody else's, which never counts. Pure. */
import type { NamedAlert } from "../config/bake-schema.js"
import { Severity } from "../../src/names.js"
import type { Labels, RuleState } from "./answers.js"
import type { Origin } from "./rule-files.js"

export function isOurs(labels: Labels, origin: Origin): boolean {
  return Object.entries(origin).every(([name, value]) => labels[name] === value)
}

export function ourAlerts(name: string, states: readonly RuleState[], origin: Origin): RuleState["alerts"] {
  return states
    .filter((state) => state.name === name)
    .flatMap(({ alerts }) => alerts.filter(({ labels }) => isOurs(labels, origin)))
}

/** A critical alert that fires now: a reason to end the bake at once. */
export function criticalFires(alerts: readonly NamedAlert[], states: readonly RuleState[], origin: Origin): boolean {
  return alerts.some(
    ({ name, severity }) =>
      severity === Severity.Critical && ourAlerts(name, states, origin).some(({ state }) => state === "firing"),
  )
}
