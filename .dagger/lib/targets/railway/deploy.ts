/** Owns deploying to Railway: source, variables, deployment, in this order, and a deployment of this run taken up again. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { begunBefore } from "../ledger.js"
import { plaintextOf } from "../secrets.js"
import type { Deployment, Image, Release } from "../target.js"
import type { Seen } from "./answers.js"
import { type Railway, railwayOf } from "./api.js"
import { setImage, setRelease, startDeployment } from "./change.js"
import { guards } from "./guards.js"
import { newest, remembered } from "./read.js"
import { appeared, mayRun, newerOf, untilLive } from "./wait.js"

export async function deploy(
  context: Context,
  environment: EnvironmentName,
  release: Release,
  variables: Record<string, string>,
): Promise<Deployment> {
  const railway = railwayOf(context, environment)
  const { digest } = release.image
  const adopted = await begunAlready(railway, release)
  const id = adopted?.id ?? (await begin(railway, release, variables))
  context.announce(`· ${environment} accepted ${digest}${adopted ? " before" : ""}`)
  const { createdAt } = await untilLive(railway, id, digest)
  return { ...release, id, environment, variables, at: createdAt }
}

/** What came after this run wrote its release down is its own, unless nothing good became of it. */
async function begunAlready(railway: Railway, release: Release): Promise<Seen | undefined> {
  const begun = begunBefore((await remembered(railway)).ledger, release)
  if (!begun) return undefined
  const seen = await newest(railway)
  const [latest] = newerOf(
    seen,
    seen.find(({ id }) => id === begun.after),
  )
  if (!latest || latest.id === begun.after || !mayRun(latest, release.image.digest)) return undefined
  return guards.isWorthTakingUp(latest) ? latest : undefined
}

async function begin(railway: Railway, release: Release, variables: Record<string, string>): Promise<string> {
  const [before] = await newest(railway)
  await setImage(railway, release.image, await settingsOf(railway))
  await setRelease(railway, release, variables, before)
  return started(railway, release.image, before)
}

/** Where the answer does not say whether it was begun, the list does; begun twice, one would supersede the other. */
export async function started(railway: Railway, { digest }: Image, before: Seen | undefined): Promise<string> {
  try {
    return await startDeployment(railway)
  } catch (error) {
    if (!guards.mayHaveHappened(error)) throw error
    const found = await appeared(railway, digest, before)
    if (!found) throw error
    return found.id
  }
}

async function settingsOf({ context, environment, options }: Railway): Promise<object> {
  const { replicas, overlapSeconds, drainingSeconds, registry } = options
  const passed = registry && (await context.secrets.named()).get(registry.password)
  const password = passed && (await plaintextOf(passed, `${environment} needs the password of its registry`))
  return {
    healthcheckPath: options.healthcheckPath ?? context.config.image!.healthPath,
    healthcheckTimeout: options.healthcheckTimeoutSeconds,
    restartPolicyType: options.restartPolicy,
    restartPolicyMaxRetries: options.restartMaxRetries,
    ...(replicas === undefined ? {} : { numReplicas: replicas }),
    ...(overlapSeconds === undefined ? {} : { overlapSeconds }),
    ...(drainingSeconds === undefined ? {} : { drainingSeconds }),
    ...(password ? { registryCredentials: { username: registry.username, password } } : {}),
  }
}
