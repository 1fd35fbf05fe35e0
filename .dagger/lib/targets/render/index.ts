/** Owns the Render target: an image-backed web service, over Render's REST API. */
import { failure } from "../../errors.js"
import { locate } from "../../exec/registry.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { poll } from "../../exec/poll.js"
import { LEDGER, readLedger, releaseOf } from "../ledger.js"
import { migrateHere } from "../migrate-here.js"
import type { Deployment, Target } from "../target.js"
import { notServing } from "../waiting.js"
import { renderApi } from "./api.js"
import type { Deploy, Service } from "./contract.js"
import { deploy } from "./deploy.js"
import { digestOf } from "./judge.js"
import { logs } from "./logs.js"
import { renderDeclaration } from "./options.js"
import { rollback, wayBack } from "./rollback.js"
import { isSuspended, ownOf } from "./settings.js"

const SUSPENDED_WITHIN_MS = 60_000

export const render: Target = {
  ...renderDeclaration,
  migrate: migrateHere,
  deploy,
  wayBack,
  rollback,
  logs,

  async current(context, environment) {
    const api = renderApi(context, environment)
    const [service, deploys, variables] = await Promise.all([api.service(), api.served(), api.envVars()])
    const live = deploys.find(({ status }) => status === "live")
    if (!live || isSuspended(service)) return undefined
    return deploymentOf(context, environment, live, variables)
  },

  async history(context, environment) {
    const api = renderApi(context, environment)
    const [deploys, variables] = await Promise.all([api.served(), api.envVars()])
    return deploys
      .filter((one) => digestOf(one) !== undefined)
      .map((one) => deploymentOf(context, environment, one, variables))
  },

  async takeDown(context, environment) {
    const api = renderApi(context, environment)
    await api.suspend()
    const suspended = async () => {
      if (!isSuspended(await api.service())) throw new Error("it is not suspended yet")
      return true
    }
    const seen = await poll(suspended, { intervalMs: 2000, timeoutMs: SUSPENDED_WITHIN_MS, clock: context.clock })
    if (!seen.value) throw notServing({ platform: "Render", what: environment }, "late", seen.reason ?? "")
  },

  async url(context, { environment }) {
    const declared = context.config.environments[environment].url
    const url = declared ?? (await renderApi(context, environment).service()).serviceDetails.url
    if (url) return url
    throw failure("SETTING_MISSING", {
      key: `environments.${environment}.url`,
      action: "a service without a public address",
    })
  },

  async check(context, environment) {
    const api = renderApi(context, environment)
    const [service] = await Promise.all([api.service(), api.envVars(), api.deploys()])
    const problem = misfit(context, service)
    if (problem)
      throw failure("PLATFORM_CALL", { platform: "Render", operation: `take ${service.name}`, request: "", ...problem })
    return `service ${service.name}, ${isSuspended(service) ? "suspended" : "not suspended"}`
  },
}

/** Render answers 400 to an image of another name than the service was made with; better to know before. */
function misfit(
  { config }: Context,
  { type, imagePath, serviceDetails }: Service,
): { reason: string; advice: string } | undefined {
  const runtime = serviceDetails.runtime ?? serviceDetails.env
  const advice = "Make an image-backed web service (render.yaml shows one), and put its id into options.service."
  if (type !== "web_service" || (runtime !== undefined && runtime !== "image"))
    return { reason: `it is a ${type} with runtime ${runtime ?? "unknown"}, not an image-backed web service`, advice }
  const declared = config.image?.repository
  const named = imagePath?.replace(/(@sha256:[0-9a-f]+|:[\w][\w.-]*)$/, "")
  if (!declared || !named || sameRepository(declared, named)) return undefined
  return { reason: `it runs ${named}, and only tag and digest may change, but image.repository is ${declared}`, advice }
}

function sameRepository(one: string, other: string): boolean {
  const [a, b] = [locate(one), locate(other)]
  return a.base === b.base && a.name === b.name
}

function deploymentOf(
  context: Context,
  environment: EnvironmentName,
  one: Deploy,
  existing: Record<string, string>,
): Deployment {
  const digest = digestOf(one)
  const what = `${environment}'s deploy ${one.id}`
  if (!digest) throw notServing({ platform: "Render", what }, "unknown", "it names no image")
  const repository = context.config.image?.repository ?? ""
  const release = releaseOf(readLedger(existing[LEDGER]), repository, digest)
  const { id, finishedAt, createdAt } = one
  return { ...release, environment, variables: ownOf(context, environment, existing), id, at: finishedAt ?? createdAt }
}
