/** Owns what the app wrote on Railway, deployment by deployment. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { LOG_MS } from "../platform-api.js"
import { LOG_LINES, type Logged } from "../target.js"
import { Logs } from "./answers.js"
import { ask, railwayOf } from "./api.js"
import { imageOf } from "./image.js"
import { newest } from "./read.js"

export async function logs(context: Context, environment: EnvironmentName, of: Logged): Promise<string> {
  const railway = railwayOf(context, environment)
  const same = (meta: unknown) => imageOf(meta)?.digest === of.image.digest
  const id = of.id ?? (await newest(railway)).find(({ meta }) => same(meta))?.id
  if (id === undefined) return ""
  const { deploymentLogs } = await ask(railway, {
    what: `read the log of deployment ${id}`,
    operation: "logs",
    variables: { id, limit: LOG_LINES },
    answer: Logs,
    withinMs: LOG_MS,
  })
  // The order of a list is documented nowhere.
  return deploymentLogs
    .toSorted((one, other) => Date.parse(one.timestamp) - Date.parse(other.timestamp))
    .map(({ timestamp, severity, message }) => [timestamp, severity, message].filter(Boolean).join(" "))
    .join("\n")
}
