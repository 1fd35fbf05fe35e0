/** Owns the alert rules and answers that the tests of the bake share. */
import type { NamedAlert } from "../../.dagger/lib/config/bake-schema.js"
import { Severity } from "../../.dagger/src/names.js"
import type { RuleState } from "../../.dagger/lib/observability/answers.js"

export const origin = { environment: "production", run: "r1", attempt: "a1", digest: "sha256:new" }

export function alert(name: string, severity: Severity, more: Partial<NamedAlert> = {}): NamedAlert {
  return { name, severity, expr: `${name}_condition`, evidence: `${name}_evidence`, forSeconds: 0, ...more }
}

export const alerts = [alert("Errors", Severity.Critical), alert("Slow", Severity.Major), alert("Odd", Severity.Minor)]

/** As /api/v1/rules has a rule. */
export function state(name: string, active?: "pending" | "firing", labels: object = origin): RuleState {
  const alerts = active ? [{ state: active, labels: { ...labels }, activeAt: new Date(5000).toISOString() }] : []
  return { name, type: "alerting", health: "ok", alerts }
}
