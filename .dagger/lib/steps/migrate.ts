/** Owns the migrate step: the app's own migrations, with the new image, before it serves. */
import { lastLines } from "../errors.js"
import type { EnvironmentName } from "../../src/names.js"
import { StepStatus } from "../../src/names.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"

const LOG_LINES = 60

export async function migrate(context: Context, environment: EnvironmentName): Promise<Outcome> {
  const image = handedOn(context.handed.image, "the published image")
  const { exitCode, output } = await context
    .target(environment)
    .migrate(context, environment, image, context.config.image!.migrate!)
  const evidence = output ? { evidence: { log: lastLines(output, LOG_LINES) } } : {}
  if (exitCode === 0) return { status: StepStatus.Passed, summary: output.split("\n").at(-1) || "done", ...evidence }
  return { status: StepStatus.Failed, summary: `exit code ${exitCode}\n${output}`, ...evidence }
}
