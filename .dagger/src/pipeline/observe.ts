/** Owns the last look: what the platform recorded of an environment, and what the service itself answers. */
import type { EnvironmentName } from "../names.js"
import { asText, valueAt } from "../probes/expectations.js"
import { environmentOf, type ReportEnvironment } from "../report/model.js"
import type { Deployment } from "../targets/target.js"
import type { Context } from "./context.js"

/** Reads whatever is there, whatever happened before. */
export async function observe(context: Context, name: EnvironmentName): Promise<ReportEnvironment> {
  let deployment: Deployment | undefined
  try {
    deployment = await context.target(name).current(context, name)
    const answer = deployment && (await identify(context, deployment))
    return environmentOf(name, deployment, answer)
  } catch (error) {
    return environmentOf(name, deployment, undefined, error)
  }
}

async function identify(
  context: Context,
  deployment: Deployment,
): Promise<{ version: string | null; digest: string | null } | undefined> {
  const { identity } = context.config
  if (!identity) return undefined
  const base = await context.target(deployment.environment).url(context, deployment)
  const response = await fetch(new URL(identity.path, base), { signal: AbortSignal.timeout(10000) })
  if (!response.ok) throw new Error(`${identity.path} answers with status ${response.status}`)
  const answer: unknown = await response.json()
  const read = (path: string | undefined) => {
    const value = path === undefined ? undefined : valueAt(answer, path)
    return value === undefined ? null : asText(value)
  }
  return { version: read(identity.version), digest: read(identity.digest) }
}
