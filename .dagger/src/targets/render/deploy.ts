/** Owns a deployment on Render: variables first, then the image by digest, adopting what this run began before. */
import type { EnvironmentName } from "../../names.js"
import type { Context } from "../../pipeline/context.js"
import { LEDGER, noted, readLedger } from "../ledger.js"
import { plaintextOf, secretVariables } from "../secrets.js"
import type { Deployment, Image, Release } from "../target.js"
import { renderApi } from "./api.js"
import type { Deploy } from "./contract.js"
import { guards } from "./judge.js"
import { begin, live, type Place } from "./live.js"

export async function deploy(
  context: Context,
  environment: EnvironmentName,
  release: Release,
  variables: Record<string, string>,
): Promise<Deployment> {
  const place: Place = { context, environment, api: renderApi(context, environment) }
  const { image } = release
  const begun = (await adopted(place, release)) ?? (await begunAnew(place, release, variables))
  const { id, finishedAt, createdAt } = await live(place, begun, image.digest)
  return { ...release, environment, variables, id, at: finishedAt ?? createdAt }
}

async function adopted({ api, context }: Place, release: Release): Promise<Deploy | undefined> {
  const [deploys, variables] = await Promise.all([api.deploys(), api.envVars()])
  const own = guards.begun(deploys, readLedger(variables[LEDGER]), release)
  if (!own || ["failed", "superseded"].includes(guards.judge(own).state)) return undefined
  context.announce(`· deploy ${own.id} was begun before, and is taken up`)
  return own
}

async function begunAnew(place: Place, release: Release, variables: Record<string, string>): Promise<Deploy> {
  const { api } = place
  const [service, existing, deploys] = await Promise.all([api.service(), api.envVars(), api.deploys()])
  if (service.suspended === "suspended") await api.resume()
  await setVariables(place, { ...variables, ...(await secretsOf(place)) }, existing)
  const after = deploys[0]?.id ?? null
  await api.setVariable(LEDGER, noted(readLedger(existing[LEDGER]), release, after))
  const { digest } = release.image
  return begin(place, { start: () => api.startDeploy(byDigest(release.image)), after, digest })
}

/** Each change would be one more request; a variable takes effect with the next deploy. */
export async function setVariables(
  { api }: Place,
  wanted: Record<string, string>,
  existing: Record<string, string>,
): Promise<void> {
  for (const [key, value] of Object.entries(wanted)) if (existing[key] !== value) await api.setVariable(key, value)
}

async function secretsOf({ context, environment }: Place): Promise<Record<string, string>> {
  const secrets = Object.entries(await secretVariables(context, environment))
  return Object.fromEntries(
    await Promise.all(
      secrets.map(async ([key, secret]) => [key, await plaintextOf(secret, `${environment} needs ${key}`)] as const),
    ),
  )
}

/** Only tag or digest may differ from what the service was made with. */
export function byDigest({ repository, digest }: Image): string {
  return `${repository}@${digest}`
}
