/** Owns the test step: every suite in parallel, each with service containers of its own. */
import { type Container, dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedConfig, Suite } from "../config/resolve.js"
import { isDeath, OUT, runTool, type ToolDeath, type ToolRun } from "../exec/run-tool.js"
import { anew, prepared, withSource } from "../exec/toolchain.js"
import { StepStatus } from "../names.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import { attach } from "../services/attached.js"
import { services } from "../services/index.js"
import { judgeSuite, type SuiteEvidence } from "./suite-verdict.js"

const JUNIT = "junit.xml"
const COVERAGE = "coverage.xml"

export async function test(
  source: Directory,
  config: ResolvedConfig,
  suites: readonly Suite[],
  since: number,
  rerun?: string,
): Promise<Outcome> {
  const base = anew(prepared(source, config), rerun)
  const ran = await Promise.all(suites.map((suite) => runSuite(base, source, config, suite, since)))
  const parts = ran.map(({ part }) => part)
  const files = ran.reduce((directory, { suite, out }) => directory.withDirectory(suite.name, out), dag.directory())
  return { status: statusOf(parts), summary: summarise(parts), parts, files }
}

async function runSuite(
  base: Container,
  source: Directory,
  config: ResolvedConfig,
  suite: Suite,
  since: number,
): Promise<{ suite: Suite; part: Part; out: Directory }> {
  const own = services(
    config.services.filter(({ name }) => suite.services.includes(name)),
    { suite: suite.name },
  )
  const container = attach(withSource(base, source, config, suite.inputs), own)
  const run = await runTool(container, commandOf(suite), { before: suite.before, since })
  const part = judgeSuite(suite, run, await evidence(run))
  return { suite, part, out: withOutput(run) }
}

function commandOf(suite: Suite): string[] {
  return suite.command.map((argument) =>
    argument.replaceAll("{junit}", `${OUT}/${JUNIT}`).replaceAll("{coverage}", `${OUT}/${COVERAGE}`),
  )
}

/** Files that are not there are no evidence, which the verdict must see. */
async function evidence(run: ToolRun | ToolDeath): Promise<SuiteEvidence> {
  if (isDeath(run)) return {}
  const written = await run.out.entries()
  const read = async (name: string) => (written.includes(name) ? run.out.file(name).contents() : undefined)
  const [junit, coverage] = await Promise.all([read(JUNIT), read(COVERAGE)])
  return { junit, coverage }
}

function withOutput(run: ToolRun | ToolDeath): Directory {
  if (isDeath(run)) return dag.directory().withNewFile("output.txt", run.died)
  return run.out.withNewFile("output.txt", `${run.stdout}${run.stderr}`)
}

function summarise(parts: readonly Part[]): string {
  const bad = parts.filter((part) => part.status !== StepStatus.Passed)
  return bad.length === 0
    ? `${parts.length} suites passed`
    : bad.map((part) => `${part.name}: ${part.summary}`).join("; ")
}
