/** Owns the load step: k6 against the environment, judged by its numbers. */
import { dag } from "@dagger.io/dagger"
import { judgeLoad } from "../evidence/k6.js"
import { lastLines } from "../errors.js"
import { asset } from "../exec/assets.js"
import { isDeath, OUT, runTool } from "../exec/run-tool.js"
import { IMAGES } from "../images.js"
import type { EnvironmentName } from "../names.js"
import { StepStatus } from "../names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { serving } from "../targets/embedded.js"

const SUMMARY = "summary.json"

export async function load(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const { config, request } = context
  const deployment = handedOn(context.handed.deployments[environment], `the deployment in ${environment}`)
  const plan = { ...config.load!, base: `http://target:${config.image!.port}` }
  const container = dag
    .container()
    .from(IMAGES.k6)
    .withServiceBinding("target", serving(context, deployment))
    .withNewFile("/shipway/load.ts", asset("load.ts"))
    .withEnvVariable("PLAN", JSON.stringify(plan))
    .withEnvVariable("SUMMARY", `${OUT}/${SUMMARY}`)
    .withEnvVariable("SHIPWAY_ATTEMPT", request.attempt)
  const run = await runTool(container, ["k6", "run", "--quiet", "/shipway/load.ts"], { since: request.since })
  if (isDeath(run)) return { status: StepStatus.Error, summary: `k6 died: ${lastLines(run.died, 10)}` }
  const files = run.out.withNewFile("output.txt", `${run.stdout}${run.stderr}`)
  const summary = (await run.out.entries()).includes(SUMMARY) ? await run.out.file(SUMMARY).contents() : ""
  const verdict = judgeLoad(run.exitCode, summary, config.load!.thresholds)
  const tail = verdict.status === StepStatus.Error ? `\n${lastLines(run.stderr, 10)}` : ""
  return { status: verdict.status, summary: `${verdict.summary}${tail}`, files }
}
