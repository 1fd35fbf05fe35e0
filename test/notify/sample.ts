/** Owns a release, its trouble, and time that passes only by sleeping, for the tests of notifiers. */
import type { Clock } from "../../.dagger/lib/exec/poll.js"
import { Severity } from "../../.dagger/src/names.js"
import type { Subject } from "../../.dagger/lib/notify/event.js"
import { decided, finished, started } from "../../.dagger/lib/notify/events.js"
import type { NotifyEvent } from "../../.dagger/lib/notify/event.js"
import { StepStatus, Verdict, type EventKind } from "../../.dagger/src/names.js"

export const subject: Subject = {
  project: "shop",
  environment: "production",
  run: "run-7",
  startedAt: "2026-11-24T09:00:00.000Z",
  at: "2026-11-24T09:10:00.000Z",
  release: { version: "1.4.0", sha: "aaa1111", image: "registry/shop@sha256:2", digest: "sha256:2" },
  previous: { version: "1.3.0", sha: "bbb2222", digest: "sha256:1" },
  links: [{ text: "Run", href: "https://ci.example.org/run/7" }],
}

export const rollBack = {
  action: "roll-back",
  rule: "critical-rolls-back",
  reason: "chat failed",
  page: true,
  issue: false,
} as const
export const keep = {
  action: "keep",
  rule: "minor-keeps",
  reason: "a minor problem",
  page: false,
  issue: true,
} as const
export const critical = { source: "verify production / chat", severity: Severity.Critical, summary: "status 500" }
export const minor = { source: "verify production / banner", severity: Severity.Minor, summary: "the banner is old" }
const failed = { name: "verify production", status: StepStatus.Failed, summary: "1 of 3 probes failed\nchat" }

/** One of each kind. */
export const events: Record<EventKind, NotifyEvent> = {
  started: started(subject)[0]!,
  shipped: finished(subject, { verdict: Verdict.Shipped, steps: [] })[0]!,
  stopped: finished(subject, { verdict: Verdict.Stopped, steps: [failed] })[0]!,
  "rolled-back": finished(subject, { verdict: Verdict.RolledBack, steps: [failed] }, rollBack)[0]!,
  "taken-down": finished(subject, { verdict: Verdict.TakenDown, steps: [failed] }, rollBack)[0]!,
  superseded: finished(subject, { verdict: Verdict.Superseded, steps: [failed] })[0]!,
  "rollback-failed": finished(subject, { verdict: Verdict.RollbackFailed, steps: [failed] }, rollBack)[0]!,
  "left-degraded": finished(subject, { verdict: Verdict.LeftDegraded, steps: [failed] }, rollBack)[0]!,
  page: decided(subject, rollBack, [critical])[0]!,
  issue: decided(subject, keep, [minor])[0]!,
  resolved: finished(subject, { verdict: Verdict.RolledBack, steps: [failed] }, rollBack)[1]!,
}

export interface FakeClock extends Clock {
  slept: number[]
}

export function fakeClock(): FakeClock {
  const slept: number[] = []
  const begin = Date.parse(subject.at)
  return {
    slept,
    now: () => begin + slept.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
  }
}
