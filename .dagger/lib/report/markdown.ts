/** Owns the Markdown report, for a step summary or a comment. Pure. */
import { StepStatus } from "../../src/names.js"
import { duration } from "./duration.js"
import { lookInWords, sentenceOf } from "../rollback/timeline.js"
import type { ReportDecision } from "./decision.js"
import type { Report, ReportEnvironment, ReportStep } from "./model.js"
import { headline } from "./table.js"

/** GitHub refuses a step summary of a MiB or more, and shows none of it. */
const MOST_BYTES = 1000 * 1024

export function toMarkdown(report: Report): string {
  return bounded(wholeOf(report))
}

/** Cut between lines, with a note; a fence that was open is closed. */
function bounded(text: string): string {
  if (Buffer.byteLength(text) <= MOST_BYTES) return text
  const cut = Buffer.from(text)
    .subarray(0, MOST_BYTES - 500)
    .toString()
  const kept = cut.slice(0, cut.lastIndexOf("\n"))
  const open = openFence(kept)
  return `${kept}\n${open ? `${open}\n` : ""}\n**Cut off here:** the whole report is in report.html and report.json.\n`
}

/** Only as many backticks as a fence began with end it. */
function openFence(text: string): string {
  let open = ""
  for (const line of text.split("\n")) {
    const marks = /^`{3,}/.exec(line)?.[0] ?? ""
    if (!open) open = marks
    else if (line === open) open = ""
  }
  return open
}

function wholeOf(report: Report): string {
  return [
    `# ${cell(headline(report))}`,
    "",
    `Run \`${report.run}\`, image ${report.release.image ? `\`${report.release.image}\`` : "not published"}.`,
    "",
    "| step | status | time | cached | summary |",
    "| --- | --- | ---: | --- | --- |",
    ...report.steps.map(
      (step) =>
        `| ${step.name} | ${step.status} | ${duration(step.durationMs)} | ${step.cached ? "yes" : ""} | ${cell(step.summary)} |`,
    ),
    ...report.omitted.map(({ name, key }) => `| ${name} | left out |  |  | the config has no ${key} |`),
    "",
    ...environments(report.environments),
    ...decided(report.decision),
    ...report.steps.flatMap(details),
    ...report.next.flatMap(({ why, command }) => ["", `Next, ${why}: \`${command}\``]),
    "",
  ].join("\n")
}

function environments(all: readonly ReportEnvironment[]): string[] {
  if (all.length === 0) return []
  return [
    "| environment | recorded digest | answers version | answers digest |",
    "| --- | --- | --- | --- |",
    ...all.map(
      (one) =>
        `| ${one.name} | ${cell(one.problem ?? one.recordedDigest ?? "no release yet")} | ${cell(one.answeredVersion ?? "–")} | ${cell(one.answeredDigest ?? "–")} |`,
    ),
  ]
}

function decided(decision: ReportDecision | null): string[] {
  if (!decision) return []
  const rows = decision.looks.map(
    (look, index) =>
      `| ${index + 1} | ${look.at} | ${look.clean ? "yes" : "no"} | ${duration(look.durationMs)} | ${cell(lookInWords(look))} |`,
  )
  const timeline = ["", "| look | at | good | time | what was seen |", "| ---: | --- | --- | ---: | --- |", ...rows]
  return ["", "## Decision", "", cell(sentenceOf(decision)), ...(rows.length > 0 ? timeline : [])]
}

function details(step: ReportStep): string[] {
  if (step.parts.length === 0) return []
  const rows = step.parts.map(
    (part) =>
      `| ${part.name} | ${part.status} | ${duration(part.durationMs)} | ${part.cached ? "yes" : ""} | ${cell(part.summary)} |`,
  )
  const tails = step.parts
    .filter((part) => part.tail && part.status !== StepStatus.Passed)
    .flatMap((part) => ["", `\`${part.name}\`:`, "", ...fence(part.tail!)])
  return [
    "",
    `## ${step.name}`,
    "",
    "| part | status | time | cached | summary |",
    "| --- | --- | ---: | --- | --- |",
    ...rows,
    ...tails,
  ]
}

/** Longer than any run of backticks inside, so that a tool's output cannot end it. */
function fence(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const marks = "`".repeat(longest + 1)
  return [`${marks}text`, text, marks]
}

function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
}
