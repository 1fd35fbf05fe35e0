/** Owns the lint step: every declared tool in parallel on one prepared environment, all failures at once. */
import { dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedConfig, Tool } from "../config/resolve.js"
import { lastLines } from "../errors.js"
import { isDeath, runTool, type ToolDeath, type ToolRun } from "../exec/run-tool.js"
import { anew, prepared, withSource } from "../exec/toolchain.js"
import { StepStatus } from "../names.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"

const TAIL_LINES = 30

export async function lint(
  source: Directory,
  config: ResolvedConfig,
  tools: readonly Tool[],
  since: number,
  rerun?: string,
): Promise<Outcome> {
  const base = anew(prepared(source, config), rerun)
  const ran = await Promise.all(
    tools.map(async (tool) => ({
      tool,
      run: await runTool(withSource(base, source, config, tool.inputs), tool.command, { since }),
    })),
  )
  const parts = ran.map(({ tool, run }) => judge(tool, run))
  const files = ran.reduce(
    (directory, { tool, run }) => directory.withNewFile(`${tool.name}.txt`, text(run)),
    dag.directory(),
  )
  return { status: statusOf(parts), summary: summarise(parts), parts, files }
}

function judge(tool: Tool, run: ToolRun | ToolDeath): Part {
  if (isDeath(run))
    return {
      name: tool.name,
      status: StepStatus.Error,
      summary: "the tool died before it was done",
      durationMs: 0,
      cached: false,
      tail: lastLines(run.died, TAIL_LINES),
    }
  const common = { name: tool.name, durationMs: run.durationMs, cached: run.cached }
  if (run.exitCode === 0) return { ...common, status: StepStatus.Passed, summary: "clean" }
  const finding = { ...common, summary: `exit code ${run.exitCode}`, tail: lastLines(text(run), TAIL_LINES) }
  return tool.warnOnly
    ? { ...finding, status: StepStatus.Passed, summary: `${finding.summary} (warns only)` }
    : { ...finding, status: StepStatus.Failed }
}

function text(run: ToolRun | ToolDeath): string {
  return isDeath(run) ? run.died : `${run.stdout}${run.stderr}`
}

function summarise(parts: readonly Part[]): string {
  const bad = parts.filter((part) => part.status !== StepStatus.Passed)
  return bad.length === 0 ? `${parts.length} tools clean` : `${bad.map((part) => part.name).join(", ")}: not clean`
}
