/** Owns the parts of a rollback's story that tests vary: findings, situations, records and a clock of their own. */
import { Rollback } from "../../.dagger/lib/config/rollback-schema.js"
import type { Clock } from "../../.dagger/lib/exec/poll.js"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import type { Finding, Situation } from "../../.dagger/lib/rollback/decision.js"
import type { Deployment } from "../../.dagger/lib/targets/target.js"

export const policy = Rollback.parse({})

export function deployment(version: string, more: Partial<Deployment> = {}): Deployment {
  return {
    environment: "production",
    image: { repository: "registry/sample", tag: version, digest: `sha256:${version}` },
    version,
    sha: version,
    run: `run-${version}`,
    variables: {},
    at: "2026-01-01T00:00:00.000Z",
    ...more,
  }
}

export const previous = deployment("v1")

export function finding(severity: Severity, source = "verify production / chat"): Finding {
  return { source, severity, summary: "not as expected" }
}

export const critical = finding(Severity.Critical)
export const major = finding(Severity.Major)
export const minor = finding(Severity.Minor)

/** A release with a way back and nothing wrong. */
export function situation(more: Partial<Situation> = {}): Situation {
  return {
    findings: [],
    deployed: true,
    previous,
    wayBack: { able: true, reason: "recorded" },
    migrations: "none",
    ...more,
  }
}

export function record(name: string, status: StepStatus, more: Partial<StepRecord> = {}): StepRecord {
  return { name, status, summary: `${name} in short`, startedAt: 0, durationMs: 0, cached: false, ...more }
}

/** Time that passes by sleeping alone, and by what a test spends of it. */
export function fakeClock(): Clock & { spend(ms: number): void } {
  let now = 0
  return {
    now: () => now,
    spend: (ms) => void (now += ms),
    sleep: (ms) => {
      if (ms < 0) throw new Error("slept backwards")
      now += ms
      return Promise.resolve()
    },
  }
}
