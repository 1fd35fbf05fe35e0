/** Owns the load step: k6 against the environment, one run for each scenario, each judged by its own numbers. */
import { dag, type Directory } from "@dagger.io/dagger"
import type { NamedScenario } from "../config/load-scenarios.js"
import { judgeLoad } from "../evidence/k6.js"
import { curvesOf } from "../evidence/k6-curves.js"
import { scenariosOutcome } from "../evidence/k6-scenarios.js"
import { lastLines } from "../errors.js"
import { OUT, runTool } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../../src/names.js"
import { Severity, StepStatus } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { addressOf } from "../targets/address.js"
import { SCRIPT, withLoad } from "./k6.js"

const SUMMARY = "summary.json"
const DASHBOARD = "dashboard.html"

export async function load(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const { order, scenarios } = context.config.load!
  const deployment = handedOn(context.handed.deployments[environment], `the deployment in ${environment}`)
  const base = await addressOf(deployment, context)
  const [only] = scenarios
  if (scenarios.length === 1) return loadOnce(context, only!, base)
  const timed = async (scenario: NamedScenario) => {
    const begun = context.clock.now()
    const outcome = await loadOnce(context, scenario, base)
    return { name: scenario.name, outcome, durationMs: context.clock.now() - begun }
  }
  if (order === "together") return joined(await Promise.all(scenarios.map(timed)))
  const ended: Awaited<ReturnType<typeof timed>>[] = []
  for (const scenario of scenarios) ended.push(await timed(scenario))
  return joined(ended)
}

/** The files of each in a folder of its own. */
function joined(ended: readonly { name: string; outcome: Outcome; durationMs: number }[]): Outcome {
  const files = ended.reduce(
    (all, { name, outcome }) => (outcome.files ? all.withDirectory(name, outcome.files) : all),
    dag.directory(),
  )
  return { ...scenariosOutcome(ended), files }
}

async function loadOnce({ request }: Context, scenario: NamedScenario, base: string): Promise<Outcome> {
  const loading = withLoad(dag.container().from(IMAGES.k6), { ...scenario, base }, `${OUT}/${SUMMARY}`, request.attempt)
    .withEnvVariable("K6_WEB_DASHBOARD", "true")
    .withEnvVariable("K6_WEB_DASHBOARD_EXPORT", `${OUT}/${DASHBOARD}`)
    // No listener: a browser that stays open would keep k6 from ending.
    .withEnvVariable("K6_WEB_DASHBOARD_PORT", "-1")
    // Graphs need three periods; the default of 10 s leaves a short load without any.
    .withEnvVariable("K6_WEB_DASHBOARD_PERIOD", "1s")
  const run = await runTool(loading, ["k6", "run", "--quiet", SCRIPT], { since: request.since })
  if (isDeath(run)) return broken(`k6 died: ${lastLines(run.died, 10)}`)
  const files = run.out.withNewFile("output.txt", `${run.stdout}${run.stderr}`)
  const written = await contentsOf(run.out, SUMMARY)
  const verdict = judgeLoad(run.exitCode, written, scenario.thresholds)
  if (verdict.status === StepStatus.Error) return broken(`${verdict.summary}\n${lastLines(run.stderr, 10)}`, files)
  const { status, summary, severity, numbers } = verdict
  const evidence = {
    ...(numbers && { load: [curvesOf(written, scenario, numbers)] }),
    open: (await run.out.entries()).includes(DASHBOARD) ? [{ text: "k6's own dashboard", path: DASHBOARD }] : [],
  }
  return { status, summary, evidence, files, ...(severity ? { severity } : {}) }
}

/** Nothing was measured: bad, but no proof that the release is. */
function broken(summary: string, files?: Directory): Outcome {
  return { status: StepStatus.Error, severity: Severity.Major, summary, ...(files ? { files } : {}) }
}

async function contentsOf(directory: Directory, file: string): Promise<string> {
  return (await directory.entries()).includes(file) ? directory.file(file).contents() : ""
}
