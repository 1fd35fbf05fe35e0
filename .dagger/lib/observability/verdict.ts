/** Owns what a bake proves: a verdict per alert rule, and one over all of them. Silence without evidence is none. Pure. */
import type { NamedAlert } from "../config/bake-schema.js"
import { Severity, StepStatus } from "../../src/names.js"
import type { RuleState } from "./answers.js"
import { ourAlerts } from "./ours.js"
import type { Origin } from "./rule-files.js"
import type { Spell } from "./timeline.js"

/** All that is known at the end of a window. */
export interface Seen {
  /** As Prometheus has the rules now. */
  states: readonly RuleState[]
  /** Over the whole bake: an alert of the first window counts in the second. */
  spells: readonly Spell[]
  /** How much of the window each rule's evidence covers, in percent, by the rule's name. */
  evidence: Readonly<Record<string, number>>
  /** The rules whose evidence was there at any time since the watch began. */
  measured: readonly string[]
  /** How much of the window the deployment could be scraped, in percent; nothing where nothing is scraped. */
  scraped: number | undefined
  /** What the scrape says went wrong, or why Prometheus could not be asked. */
  problem: string | undefined
}

export interface RuleVerdict {
  name: string
  status: StepStatus
  severity: Severity
  summary: string
}

export interface BakeVerdict {
  status: StepStatus
  /** How bad it is that it did not pass. */
  severity: Severity | undefined
  rules: RuleVerdict[]
}

interface Terms {
  evidencePercent: number
  origin: Origin
  /** When the bake began, in epoch seconds. */
  since: number
}

const worstFirst = [Severity.Critical, Severity.Major, Severity.Minor]

export function judgeBake(alerts: readonly NamedAlert[], seen: Seen, terms: Terms): BakeVerdict {
  const rules = alerts.map((rule) => judgeRule(rule, seen, terms))
  const bad = rules.filter(({ status }) => status !== StepStatus.Passed)
  const severity = worstFirst.find((one) => bad.some((rule) => rule.severity === one))
  return { status: overall(rules), severity, rules }
}

/** A minor alert is reported and does not fail the bake; no rules at all prove nothing. */
function overall(rules: readonly RuleVerdict[]): StepStatus {
  const failed = rules.some(({ status, severity }) => status === StepStatus.Failed && severity !== Severity.Minor)
  if (failed) return StepStatus.Failed
  const open = rules.length === 0 || rules.some(({ status }) => status === StepStatus.Inconclusive)
  return open ? StepStatus.Inconclusive : StepStatus.Passed
}

function judgeRule(rule: NamedAlert, seen: Seen, terms: Terms): RuleVerdict {
  const firing = firedAt(rule, seen, terms)
  if (firing !== undefined && seen.measured.includes(rule.name)) return fired(rule, firing - terms.since)
  const why =
    firing === undefined
      ? (brokenness(rule, seen) ?? gap(rule, seen, terms) ?? suspense(rule, seen, terms))
      : "fires, but over nothing that was ever measured"
  return why === undefined
    ? { name: rule.name, severity: rule.severity, status: StepStatus.Passed, summary: "quiet, with evidence" }
    : inconclusive(rule.name, seen.problem ? `${why} (${seen.problem})` : why)
}

/** Epoch seconds. What fires only since the last evaluation is not in the series yet. */
function firedAt({ name, forSeconds }: NamedAlert, { states, spells }: Seen, { origin }: Terms): number | undefined {
  const spell = spells.find((one) => one.ours && one.alert === name && one.state === "firing")
  if (spell) return spell.from
  const alert = ourAlerts(name, states, origin).find(({ state }) => state === "firing")
  return alert && Date.parse(alert.activeAt ?? "") / 1000 + forSeconds
}

function fired({ name, severity, summary }: NamedAlert, after: number): RuleVerdict {
  const when = after > 0 ? `fired ${Math.round(after)} s into the bake` : "fired"
  const told = summary ? `: ${summary}` : ""
  return { name, severity, status: StepStatus.Failed, summary: `${when}${told} [${severity}]` }
}

/** Why Prometheus did not really evaluate the rule. */
function brokenness({ name }: NamedAlert, { states }: Seen): string | undefined {
  const state = states.find((one) => one.name === name)
  if (!state) return "Prometheus does not have this rule"
  if (state.health === "ok") return undefined
  return state.lastError ? `could not be evaluated: ${state.lastError}` : "was never evaluated"
}

/** Why silence says nothing. */
function gap({ name, evidence }: NamedAlert, seen: Seen, { evidencePercent }: Terms): string | undefined {
  const { scraped } = seen
  if (scraped !== undefined && scraped < evidencePercent)
    return `the metrics could be read ${round(scraped)} % of the time; ${evidencePercent} % are needed`
  const covered = seen.evidence[name] ?? 0
  return covered < evidencePercent
    ? `its evidence, ${evidence}, was there ${round(covered)} % of the time; ${evidencePercent} % are needed`
    : undefined
}

function suspense({ name }: NamedAlert, { states }: Seen, { origin }: Terms): string | undefined {
  const pending = ourAlerts(name, states, origin).some(({ state }) => state === "pending")
  return pending ? "is pending at the end of the window" : undefined
}

function inconclusive(name: string, summary: string): RuleVerdict {
  return { name, severity: Severity.Major, status: StepStatus.Inconclusive, summary }
}

function round(percent: number): number {
  return Math.floor(percent)
}
