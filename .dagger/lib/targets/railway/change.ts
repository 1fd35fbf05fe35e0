/** Owns every change that is made on Railway, and what an answer other than true means. */
import { failure } from "../../errors.js"
import { fillAll } from "../../probes/placeholders.js"
import { LEDGER, noted } from "../ledger.js"
import { plaintextOf, secretVariables } from "../secrets.js"
import type { Image, Release } from "../target.js"
import { Cancelled, Deployed, Removed, RolledBack, type Seen, Updated, Upserted } from "./answers.js"
import { ask, PLATFORM, placeOf, type Railway } from "./api.js"
import { guards } from "./guards.js"
import { remembered } from "./read.js"

/** The image alone; by itself this begins no deployment. */
export async function setImage(railway: Railway, image: Image, settings: object = {}): Promise<void> {
  const what = `set the image of ${railway.environment}`
  const input = { source: { image: `${image.repository}@${image.digest}` }, ...settings }
  const { serviceInstanceUpdate } = await ask(railway, {
    what,
    operation: "update",
    variables: { ...placeOf(railway), input },
    answer: Updated,
    repeatable: true,
    secrets: passwordsIn(settings),
  })
  insist(serviceInstanceUpdate, what)
}

function passwordsIn(settings: { registryCredentials?: { password: string } }): string[] {
  return settings.registryCredentials ? [settings.registryCredentials.password] : []
}

/** Beside those that are there already, which may be somebody's own; and without the deployment that Railway would begin. */
export async function setVariables(
  railway: Railway,
  variables: Record<string, string>,
  secrets: Record<string, string> = {},
): Promise<void> {
  const what = `set the variables of ${railway.environment}`
  const all = { ...variables, ...secrets }
  const input = { projectId: railway.options.project, ...placeOf(railway), variables: all, skipDeploys: true }
  const { variableCollectionUpsert } = await ask(railway, {
    what,
    operation: "upsert",
    variables: { input },
    answer: Upserted,
    repeatable: true,
    secrets: Object.values(secrets),
  })
  insist(variableCollectionUpsert, what)
}

/** The plaintext of the environment's secret variables; only for the request that sends them. */
export async function secretValues({ context, environment }: Railway): Promise<Record<string, string>> {
  const secrets = Object.entries(await secretVariables(context, environment))
  const read = secrets.map(async ([name, secret]) => [name, await plaintextOf(secret, `${environment} needs ${name}`)])
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>
}

/** The release goes into the ledger together with its variables, before anything is deployed. */
export async function setRelease(
  railway: Railway,
  release: Release,
  variables: Record<string, string>,
  newest: Seen | undefined,
): Promise<void> {
  const { ledger } = await remembered(railway)
  const secrets = await secretValues(railway)
  await setVariables(railway, { ...variables, [LEDGER]: noted(ledger, release, newest?.id ?? null) }, secrets)
}

/** What the config declares for a release; for one whose variables nobody has kept. */
export function declaredFor(
  { context, environment }: Railway,
  { image, version, sha }: Release,
): Record<string, string> {
  const { config } = context
  const declared = { ...config.image!.variables, ...config.environments[environment].variables }
  return fillAll(declared, { version, sha, digest: image.digest })
}

export async function startDeployment(railway: Railway): Promise<string> {
  const what = `deploy ${railway.environment}`
  const variables = placeOf(railway)
  return (await ask(railway, { what, operation: "deploy", variables, answer: Deployed })).serviceInstanceDeployV2
}

export async function startRollback(railway: Railway, id: string): Promise<void> {
  const what = `roll back to deployment ${id}`
  const asked = { what, operation: "rollback", variables: { id }, answer: RolledBack } as const
  insist((await ask(railway, asked)).deploymentRollback, what)
}

export async function cancel(railway: Railway, id: string): Promise<void> {
  const what = `cancel deployment ${id}`
  const asked = { what, operation: "cancel", variables: { id }, answer: Cancelled, repeatable: true } as const
  insist((await ask(railway, asked)).deploymentCancel, what)
}

export async function remove(railway: Railway, id: string): Promise<void> {
  const what = `remove deployment ${id}`
  const asked = { what, operation: "remove", variables: { id }, answer: Removed, repeatable: true } as const
  insist((await ask(railway, asked)).deploymentRemove, what)
}

/** A status of 200 around a false is no success. */
function insist(answer: boolean, operation: string): void {
  if (guards.isDone(answer)) return
  const advice = `Look at the service on railway.com: it shows what stands in the way; then call again with the same --run.`
  throw failure("PLATFORM_CALL", { platform: PLATFORM, operation, reason: "it answered false", request: "", advice })
}
