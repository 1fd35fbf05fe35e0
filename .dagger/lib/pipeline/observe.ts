/** Owns the last look: what the platform recorded of an environment, and what the service itself answers. */
import { failure } from "../errors.js"
import type { EnvironmentName } from "../../src/names.js"
import { asText, valueAt } from "../probes/expectations.js"
import { environmentOf, type ReportEnvironment } from "../report/model.js"
import type { Deployment } from "../targets/target.js"
import type { Context } from "./context.js"

/** Reads whatever is there, whatever happened before. */
export async function observe(context: Context, name: EnvironmentName): Promise<ReportEnvironment> {
  const target = context.target(name)
  let deployment: Deployment | undefined
  let url: string | null = null
  try {
    deployment = await target.current(context, name)
    if (!deployment) return environmentOf(name, undefined, undefined)
    if (deployment.mixed !== undefined) {
      const what = deployment.mixed
      deployment = undefined
      throw failure("MIXED", { environment: name, what })
    }
    const base = await target.url(context, deployment)
    // What lives inside the engine has an address that means nothing to people.
    if (target.name !== "local") url = base
    return environmentOf(name, deployment, await identify(context, base), { url })
  } catch (problem) {
    return environmentOf(name, deployment, undefined, { url, problem })
  }
}

async function identify(
  context: Context,
  base: string,
): Promise<{ version: string | null; digest: string | null } | undefined> {
  const { identity } = context.config
  if (!identity) return undefined
  const response = await fetch(new URL(identity.path, base), { signal: AbortSignal.timeout(10000) })
  if (!response.ok) throw new Error(`${identity.path} answers with status ${response.status}`)
  const answer: unknown = await response.json()
  const read = (path: string | undefined) => {
    const value = path === undefined ? undefined : valueAt(answer, path)
    return value === undefined ? null : asText(value)
  }
  return { version: read(identity.version), digest: read(identity.digest) }
}
