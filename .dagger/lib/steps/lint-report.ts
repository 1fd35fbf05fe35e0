/** Owns what lint leaves for people and services to read: text per tool, what each tool left, and one merged SARIF log. */
import type { Directory } from "@dagger.io/dagger"
import { posix } from "node:path"
import type { Tool } from "../config/resolve.js"
import { type Finding, inWords, type ToolReport } from "../evidence/findings/finding.js"
import { readers } from "../evidence/findings/index.js"
import { rooted } from "../evidence/findings/rooted.js"
import { type SarifRun, toSarif } from "../evidence/sarif.js"
import type { ToolRun } from "../exec/run-tool.js"
import { isDeath, type ToolDeath } from "../exec/tool-end.js"
import { WORKDIR } from "../exec/toolchain.js"
import { StepStatus } from "../../src/names.js"
import type { LintEvidence } from "./lint-conclusion.js"
import type { Judged } from "./lint-verdict.js"

export interface Linted extends Judged {
  tool: Tool
  run: ToolRun | ToolDeath
  /** The report as the tool wrote it. */
  raw?: string
  /** The files that the tool left. */
  left?: Directory
  evidence: LintEvidence
}

/** Formats that a person reads as they are. */
const READABLE = ["text", "lines", "diff", "safety"]

export function readReport(tool: Tool, raw: string | undefined, directory: string): LintEvidence {
  if (tool.format === "text") return {}
  if (raw === undefined) return { unreadable: "it was not written" }
  try {
    const report = readers[tool.format](raw)
    return { report: { ...report, findings: report.findings.map((finding) => place(finding, tool, directory)) } }
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) }
  }
}

/** A vulnerable package lies in no file, but the lock file that names it does. */
function place(finding: Finding, { audit }: Tool, directory: string): Finding {
  if (finding.path === undefined && audit?.lockFile) return { ...finding, path: posix.join(directory, audit.lockFile) }
  return rooted(finding, WORKDIR, directory)
}

export function lintFiles(linted: readonly Linted[], empty: Directory): Directory {
  const files = linted.reduce((directory, one) => {
    const { tool, run, raw, left, evidence } = one
    let next = directory.withNewFile(`${tool.name}.txt`, text(run, tool, evidence.report))
    if (left) next = next.withDirectory(tool.name, left)
    else if (raw?.trim() && !READABLE.includes(tool.format)) next = next.withNewFile(`${tool.name}/report.json`, raw)
    return next
  }, empty)
  return files.withNewFile("lint.sarif", toSarif(linted.filter(({ tool }) => tool.format !== "text").map(sarifRun)))
}

function text(run: ToolRun | ToolDeath, { format }: Tool, report: ToolReport | undefined): string {
  if (isDeath(run)) return run.died
  if (!report || READABLE.includes(format)) return `${run.stdout}${run.stderr}`
  const gaps = report.gaps.map((gap) => `not looked at: ${gap}`)
  return [...report.findings.map(inWords), ...gaps, run.stderr].join("\n")
}

function sarifRun({ tool, run, evidence, part, warning }: Linted): SarifRun {
  const successful = part.status !== StepStatus.Error && !evidence.unreadable && !evidence.report?.gaps.length
  const problem = part.status === StepStatus.Error || part.status === StepStatus.Inconclusive
  return {
    id: tool.name,
    tool: evidence.report?.tool ?? {},
    exitCode: isDeath(run) ? undefined : run.exitCode,
    successful: successful && part.status !== StepStatus.Inconclusive,
    findings: evidence.report?.findings ?? [],
    notes: [
      ...(problem ? [{ level: "error" as const, text: part.summary }] : []),
      ...(warning ? [{ level: "warning" as const, text: warning }] : []),
      ...(tool.audit ? [{ level: "note" as const, text: part.summary }] : []),
    ],
  }
}
