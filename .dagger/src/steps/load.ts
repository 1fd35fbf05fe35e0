/** Owns the load step: k6 against the environment, judged by its numbers. */
import { dag, type Directory } from "@dagger.io/dagger"
import { judgeLoad } from "../evidence/k6.js"
import { lastLines } from "../errors.js"
import { OUT, runTool } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../names.js"
import { Severity, StepStatus } from "../names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { addressOf } from "../targets/address.js"
import { SCRIPT, withLoad } from "./k6.js"

const SUMMARY = "summary.json"
const DASHBOARD = "dashboard.html"

export async function load(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const { config, request } = context
  const deployment = handedOn(context.handed.deployments[environment], `the deployment in ${environment}`)
  const plan = { ...config.load!, base: await addressOf(deployment, context) }
  const loading = withLoad(dag.container().from(IMAGES.k6), plan, `${OUT}/${SUMMARY}`, request.attempt)
    .withEnvVariable("K6_WEB_DASHBOARD", "true")
    .withEnvVariable("K6_WEB_DASHBOARD_EXPORT", `${OUT}/${DASHBOARD}`)
    // No listener: a browser that stays open would keep k6 from ending.
    .withEnvVariable("K6_WEB_DASHBOARD_PORT", "-1")
    // Graphs need three periods; the default of 10 s leaves a short load without any.
    .withEnvVariable("K6_WEB_DASHBOARD_PERIOD", "1s")
  const run = await runTool(loading, ["k6", "run", "--quiet", SCRIPT], { since: request.since })
  if (isDeath(run)) return broken(`k6 died: ${lastLines(run.died, 10)}`)
  const files = run.out.withNewFile("output.txt", `${run.stdout}${run.stderr}`)
  const verdict = judgeLoad(run.exitCode, await contentsOf(run.out, SUMMARY), config.load!.thresholds)
  if (verdict.status === StepStatus.Error) return broken(`${verdict.summary}\n${lastLines(run.stderr, 10)}`, files)
  const { status, summary, severity } = verdict
  return { status, summary, files, ...(severity ? { severity } : {}) }
}

/** Nothing was measured: bad, but no proof that the release is. */
function broken(summary: string, files?: Directory): Outcome {
  return { status: StepStatus.Error, severity: Severity.Major, summary, ...(files ? { files } : {}) }
}

async function contentsOf(directory: Directory, file: string): Promise<string> {
  return (await directory.entries()).includes(file) ? directory.file(file).contents() : ""
}
