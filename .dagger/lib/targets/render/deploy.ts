/** Owns a deployment on Render: variables first, then the image by digest, then the settings; adopting what this run began before. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { LEDGER, noted, readLedger } from "../ledger.js"
import { plaintextOf, secretVariables } from "../secrets.js"
import type { Deployment, Release } from "../target.js"
import { renderApi } from "./api.js"
import type { Deploy } from "./contract.js"
import { guards } from "./judge.js"
import { begin, live, type Place } from "./live.js"
import { byDigest, isSuspended, resume, setVariables, settle } from "./settings.js"

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
  await settle(place, image)
  return { ...release, environment, variables, id, at: finishedAt ?? createdAt }
}

async function adopted({ api, context }: Place, release: Release): Promise<Deploy | undefined> {
  const [service, deploys, variables] = await Promise.all([api.service(), api.deploys(), api.envVars()])
  // What was live when the service was suspended serves nothing.
  if (isSuspended(service)) return undefined
  const own = guards.begun(deploys, readLedger(variables[LEDGER]), release)
  if (!own || ["failed", "superseded"].includes(guards.judge(own).state)) return undefined
  context.announce(`· deploy ${own.id} was begun before, and is taken up`)
  return own
}

async function begunAnew(place: Place, release: Release, variables: Record<string, string>): Promise<Deploy> {
  const { api } = place
  const { image } = release
  const [service, existing, deploys] = await Promise.all([api.service(), api.envVars(), api.deploys()])
  await setVariables(place, { ...variables, ...(await secretsOf(place)) }, existing)
  const after = deploys[0]?.id ?? null
  await api.setVariable(LEDGER, noted(readLedger(existing[LEDGER]), release, after))
  const resumed = isSuspended(service) && (await resume(place, service, image, after))
  return resumed || begin(place, { start: () => api.startDeploy(byDigest(image)), after, digest: image.digest })
}

async function secretsOf({ context, environment }: Place): Promise<Record<string, string>> {
  const secrets = Object.entries(await secretVariables(context, environment))
  return Object.fromEntries(
    await Promise.all(
      secrets.map(async ([key, secret]) => [key, await plaintextOf(secret, `${environment} needs ${key}`)] as const),
    ),
  )
}
