/** Owns the terminal's view: the verdict, a table of steps, the tails of what failed. Pure. */
import { StepStatus, Verdict } from "../../src/names.js"
import { utc } from "./age.js"
import { duration } from "./duration.js"
import { sentenceOf } from "../rollback/timeline.js"
import type { ReportDecision } from "./decision.js"
import { fitted } from "./fitted.js"
import { marks } from "./marks.js"
import type { Report, ReportEnvironment, ReportStep } from "./model.js"

const SUMMARY_WIDTH = 90

export function toTable(report: Report): string {
  const width = Math.max(...report.steps.map(({ name }) => name.length))
  return [
    headline(report),
    "",
    ...report.steps.flatMap((step) => [row(step, width), ...shares(step, width)]),
    ...report.omitted.map(({ name, key }) => `  ${name.padEnd(width)}  left out: the config has no ${key}`),
    "",
    ...report.environments.map(environment),
    ...decided(report.decision),
    ...unheard(report.told),
    ...report.steps.flatMap(failures),
    ...next(report.next),
  ].join("\n")
}

/** A page that reached nobody is news of its own. */
function unheard(told: Report["told"]): string[] {
  return (told?.unheardPages ?? []).map((page) => `! NOBODY WAS PAGED: ${page}`)
}

/** Dagger may serve the report again later, and one that did not pass must not look fresh then. */
export function headline({ verdict, exitCode, project, release, fault, startedAt, durationMs }: Report): string {
  const rehearsed = fault ? `, with ${fault.name} rehearsed at ${fault.at}` : ""
  const begun = exitCode === 0 ? "" : `, begun ${utc(Date.parse(startedAt))}`
  return `${sentence[verdict]} (${verdict}, exit code ${exitCode}): ${project} ${release.version}${rehearsed}, in ${duration(durationMs)}${begun}`
}

export const sentence: Record<Verdict, string> = {
  [Verdict.Passed]: "All gates passed",
  [Verdict.Shipped]: "Shipped to production",
  [Verdict.Stopped]: "Stopped before production changed",
  [Verdict.RolledBack]: "Rolled back: production serves the release before",
  [Verdict.RollbackFailed]: "The rollback failed",
  [Verdict.LeftDegraded]: "Production was changed by a release that did not pass",
  [Verdict.TakenDown]: "Taken down: production serves nothing, as before",
  [Verdict.Superseded]: "Did not pass, and a newer release took its place in production",
}

function row({ name, status, durationMs, cached, summary }: ReportStep, width: number): string {
  const time = status === StepStatus.Skipped ? "" : duration(durationMs)
  return `${marks[status]} ${name.padEnd(width)}  ${status.padEnd(12)} ${time.padStart(11)}  ${cached ? "cached" : "      "}  ${firstLine(summary)}`
}

/** Which containers of a step really ran, where some did and some came from the cache. */
function shares({ parts }: ReportStep, width: number): string[] {
  const named = (cached: boolean) => parts.filter((part) => part.cached === cached).map(({ name }) => name)
  const [ran, kept] = [named(false), named(true)]
  return ran.length > 0 && kept.length > 0
    ? [`  ${" ".repeat(width)}  ran: ${ran.join(", ")}; from the cache: ${kept.join(", ")}`]
    : []
}

/** Last, where the eye is when a run is over. */
function next(all: Report["next"]): string[] {
  return all.length > 0 ? ["", ...all.map(({ why, command }) => `next: ${command}   # ${why}`)] : []
}

/** The looks are told with what was not good of the steps. */
function decided(decision: ReportDecision | null): string[] {
  if (!decision) return []
  const good = decision.looks.filter(({ clean }) => clean).length
  const looks = decision.looks.length > 0 ? `; ${good} of ${decision.looks.length} looks good` : ""
  return [`decided: ${sentenceOf(decision)}${looks}`]
}

function environment({ name, recordedDigest, answeredVersion, problem }: ReportEnvironment): string {
  if (problem) return `${name} cannot be read: ${firstLine(problem)}`
  return recordedDigest
    ? `${name} serves ${answeredVersion ?? "an unknown version"} from ${recordedDigest}`
    : `${name} has no release yet`
}

/** What a person needs to see without opening a file; parts that passed are in the report. */
function failures(step: ReportStep): string[] {
  const bad = step.parts.filter(({ status }) => status !== StepStatus.Passed && status !== StepStatus.Skipped)
  const own =
    step.status === StepStatus.Error ||
    (bad.length === 0 && step.status !== StepStatus.Passed && step.status !== StepStatus.Skipped)
  return [
    ...(own ? ["", `── ${step.name}: ${step.status}`, step.summary] : []),
    ...bad.flatMap((part) => [
      "",
      `── ${step.name} / ${part.name}: ${part.status}, ${part.summary}`,
      ...(part.tail ? [fitted(part.tail)] : []),
    ]),
  ]
}

function firstLine(text: string): string {
  const line = text.split("\n")[0]!
  return line.length > SUMMARY_WIDTH ? `${line.slice(0, SUMMARY_WIDTH - 1)}…` : line
}
