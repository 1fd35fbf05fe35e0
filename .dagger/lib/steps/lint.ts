/** Owns the lint step: every declared tool in parallel on one prepared environment, all failures at once. */
import { type Container, dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedConfig, Tool } from "../config/resolve.js"
import { OUT, runTool, type ToolRun } from "../exec/run-tool.js"
import { isDeath, type ToolDeath } from "../exec/tool-end.js"
import { UNHURRIED } from "../exec/slots.js"
import { requireInputs } from "./inputs.js"
import { anew, warmed, withSource } from "../exec/toolchain.js"
import { StepStatus } from "../../src/names.js"
import { type Outcome, statusOf } from "../pipeline/outcome.js"
import { ageOf } from "./advisory-age.js"
import { windowOf } from "./audit-window.js"
import { findingsOfTools } from "./lint-evidence.js"
import { type Linted, lintFiles, readReport } from "./lint-report.js"
import { type Judged, judgeTool } from "./lint-verdict.js"

const REPORT = "report.json"

export async function lint(
  source: Directory,
  config: ResolvedConfig,
  tools: readonly Tool[],
  since: number,
  rerun?: string,
): Promise<Outcome> {
  await requireInputs(source, config, tools, "lint")
  const linted = await Promise.all(tools.map((tool) => lintOne(source, config, tool, since, rerun)))
  const parts = linted.map(({ part }) => part)
  const evidence = {
    lint: findingsOfTools(linted.map(({ tool, evidence }) => ({ name: tool.name, report: evidence.report }))),
    open: [{ text: "all findings as SARIF", path: "lint.sarif" }],
  }
  const files = lintFiles(linted, dag.directory())
  return { status: statusOf(parts), summary: summarise(linted), parts, evidence, files }
}

async function lintOne(
  source: Directory,
  config: ResolvedConfig,
  tool: Tool,
  since: number,
  rerun: string | undefined,
): Promise<Linted> {
  const base = inWindow(anew(warmed(source, config, tool), rerun), tool, since)
  const [run, age] = await Promise.all([
    runTool(withSource(base, source, config, tool.inputs, tool.toolchain), placed(tool.command), {
      before: tool.before && placed(tool.before),
      timeoutSeconds: tool.timeoutSeconds,
      urgency: UNHURRIED,
      since,
    }),
    advisoryAge(base, tool, since),
  ])
  const { raw, left } = await outputOf(tool, run)
  const evidence = { ...readReport(tool, raw, config.directory), ...(age && { age }) }
  return { tool, run, raw, left, evidence, ...judgeTool(tool, run, evidence, since) }
}

/** An advisory published tomorrow must not wait for the source to change. */
function inWindow(base: Container, tool: Tool, since: number): Container {
  return tool.audit ? base.withEnvVariable("SHIPWAY_AUDIT_WINDOW", windowOf(since)) : base
}

async function advisoryAge(base: Container, { audit, timeoutSeconds }: Tool, since: number) {
  const advisories = audit?.advisories
  return (
    advisories &&
    ageOf(advisories, await runTool(base, advisories.date, { timeoutSeconds, urgency: UNHURRIED, since }), since)
  )
}

function placed(command: readonly string[]): string[] {
  return command.map((argument) => argument.replaceAll("{report}", `${OUT}/${REPORT}`).replaceAll("{out}", OUT))
}

/** The report as the tool wrote it, and the folder of all that it left. */
async function outputOf(tool: Tool, run: ToolRun | ToolDeath): Promise<{ raw?: string; left?: Directory }> {
  if (isDeath(run)) return {}
  const written = await run.out.entries()
  const left = written.length > 0 ? { left: run.out } : {}
  if (!tool.command.some((argument) => argument.includes("{report}"))) return { raw: run.stdout, ...left }
  return written.includes(REPORT) ? { raw: await run.out.file(REPORT).contents(), ...left } : left
}

function summarise(linted: readonly Judged[]): string {
  const bad = linted.filter(({ part }) => part.status !== StepStatus.Passed)
  const warnings = linted.flatMap(({ part, warning }) => (warning ? [`${part.name} warns: ${warning}`] : []))
  const permitted = linted.filter(({ part, warning }) => part.status === StepStatus.Passed && warning).length
  const verdict =
    bad.length === 0
      ? `${linted.length - permitted} tools clean${permitted > 0 ? `, ${permitted} with a warning` : ""}`
      : bad.map(({ part }) => `${part.name}: ${part.summary}`).join("; ")
  return [verdict, ...warnings].join("; ")
}
