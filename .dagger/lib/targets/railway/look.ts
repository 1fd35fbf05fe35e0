/** Owns where an environment on Railway is reached, and whether a release could go there. */
import { failure } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { PLATFORM, type Railway, railwayOf } from "./api.js"
import { addresses, instance, newest, tokenIsFor } from "./read.js"

export async function url(context: Context, { environment }: { environment: EnvironmentName }): Promise<string> {
  const declared = context.config.environments[environment].url
  if (declared) return declared
  const [domain] = await addresses(railwayOf(context, environment))
  if (domain) return `https://${domain}`
  const action = `to reach ${environment}, whose service has no public domain on Railway,`
  throw failure("SETTING_MISSING", { key: `environments.${environment}.url`, action })
}

/** That it may deploy can only be seen by deploying. */
export async function check(context: Context, environment: EnvironmentName): Promise<string> {
  const railway = railwayOf(context, environment)
  const { tokenKind } = railway.options
  if (tokenKind === "project") await isForThisPlace(railway)
  const { name, image } = await instance(railway)
  await newest(railway)
  const address = await url(context, { environment })
  const source = image ? "" : ", whose source is no image yet: the first release makes it one"
  return `${tokenKind} token, service ${name} at ${address}${source}`
}

async function isForThisPlace(railway: Railway): Promise<void> {
  const { project, environment } = railway.options
  const opens = await tokenIsFor(railway)
  if (opens.project === project && opens.environment === environment) return
  throw failure("PLATFORM_CALL", {
    platform: PLATFORM,
    operation: `open environment ${environment} of project ${project}`,
    reason: `the token is for environment ${opens.environment} of project ${opens.project}`,
    request: "",
    advice: `Make a project token in the settings of that very project and environment, or correct the ids under options:.`,
  })
}
