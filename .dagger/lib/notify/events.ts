/** Owns the making of events: from a decision, and from how a run ended, to what is worth telling. Pure. */
import { type EventKind, Severity, StepStatus, Verdict } from "../../src/names.js"
import type { Decision, Finding } from "../rollback/decision.js"
import type { NotifyEvent, Subject, Urgency } from "./event.js"

/** What the builder reads of a step; a report's steps and the run's records both fit. */
interface Step {
  name: string
  status: StepStatus
  summary: string
}

type Decided = Pick<Decision, "action" | "reason" | "page" | "issue"> & { rule: string }

const urgencies: Record<EventKind, Urgency> = {
  started: "info",
  shipped: "info",
  stopped: "warning",
  "rolled-back": "error",
  "taken-down": "error",
  superseded: "warning",
  "rollback-failed": "critical",
  "left-degraded": "critical",
  page: "critical",
  issue: "warning",
  resolved: "info",
}

/** Told before the first change of the environment. */
export function started(subject: Subject): NotifyEvent[] {
  const from = subject.previous ? `, after ${subject.previous.version}` : ", the first release"
  return [event(subject, "started", "release", `is being released to ${subject.environment}${from}`)]
}

/** Told as soon as it is decided, beside the rollback: a page, and an issue for each minor finding. */
export function decided(subject: Subject, decision: Decided, findings: readonly Finding[]): NotifyEvent[] {
  const minor = decision.issue ? findings.filter(({ severity }) => severity === Severity.Minor) : []
  return [
    ...(decision.page ? [paged(subject, decision.rule, actions[decision.action], decision.reason, findings)] : []),
    ...minor.map((finding) =>
      event(subject, "issue", finding.source, `has a minor problem: ${finding.source}`, finding.summary, [finding]),
    ),
  ]
}

const actions: Record<Decision["action"], string> = {
  keep: "stays in production, and needs a person",
  "keep-old": "never served, and needs a person",
  "roll-back": "is being rolled back",
  "fix-window": "has time to recover before it is rolled back",
  "take-down": "is being taken down",
  leave: "is bad and still serves",
}

/** Told at the end: how it ended, the page that no decision has sent yet, and the end of the one that is over. */
export function finished(
  subject: Subject,
  { verdict, steps }: { verdict: Verdict; steps: readonly Step[] },
  decision?: Decided,
): NotifyEvent[] {
  const kind = kinds[verdict]
  if (!kind) return []
  const bad = steps.filter(({ status }) => status !== StepStatus.Passed && status !== StepStatus.Skipped)
  const text = bad.map(({ name, status, summary }) => `${name} ${status}: ${summary.split("\n")[0]}`).join("\n")
  const reason = bad[0]?.name ?? "release"
  const ended = event(subject, kind, kind === "shipped" ? "release" : reason, phrases[kind](subject), text)
  return [ended, ...alarms(subject, kind, text, decision)]
}

function alarms(subject: Subject, kind: Ending, text: string, decision: Decided | undefined): NotifyEvent[] {
  // A failed rollback is news, whatever was paged before it; that the bad release still serves is news only once.
  if (kind === "rollback-failed" || (kind === "left-degraded" && !decision?.page))
    return [paged(subject, kind, phrases[kind](subject), text, [])]
  const over = decision?.page && (kind === "shipped" || kind === "rolled-back" || kind === "superseded")
  return over ? [event(subject, "resolved", decision.rule, phrases[kind](subject))] : []
}

type Ending = Exclude<EventKind, "started" | "page" | "issue" | "resolved">

/** `passed` is a word of `ci`, which releases nothing. */
const kinds: Record<Verdict, Ending | undefined> = {
  [Verdict.Passed]: undefined,
  [Verdict.Shipped]: "shipped",
  [Verdict.Stopped]: "stopped",
  [Verdict.RolledBack]: "rolled-back",
  [Verdict.TakenDown]: "taken-down",
  [Verdict.Superseded]: "superseded",
  [Verdict.RollbackFailed]: "rollback-failed",
  [Verdict.LeftDegraded]: "left-degraded",
}

const phrases: Record<Ending, (subject: Subject) => string> = {
  shipped: ({ environment }) => `shipped to ${environment}`,
  stopped: ({ environment }) => `stopped before ${environment} changed`,
  "rolled-back": ({ previous }) => `was rolled back${previous ? ` to ${previous.version}` : ""}`,
  "taken-down": ({ environment }) => `was taken down from ${environment}, which serves nothing`,
  superseded: ({ environment }) => `was replaced in ${environment} by a newer release`,
  "rollback-failed": ({ environment }) => `could not be rolled back in ${environment}`,
  "left-degraded": ({ environment }) => `did not pass and still serves in ${environment}`,
}

function paged(subject: Subject, reason: string, phrase: string, text: string, findings: readonly Finding[]) {
  return event(subject, "page", reason, phrase, text, findings)
}

function event(
  subject: Subject,
  kind: EventKind,
  reason: string,
  phrase: string,
  text = "",
  findings: readonly Finding[] = [],
): NotifyEvent {
  const title = `${subject.project} ${subject.release.version} ${phrase}`
  return { ...subject, kind, reason, urgency: urgencies[kind], title, text, findings: [...findings] }
}
