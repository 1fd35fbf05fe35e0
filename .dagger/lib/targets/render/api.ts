/** Owns the operations of Render's REST API (v1) that a release needs. */
import type { z } from "zod"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { LOG_MS, type PlatformApi, platformApi, platformError, type Vendor } from "../platform-api.js"
import { optionsOf } from "../settings.js"
import { LOG_LINES } from "../target.js"
import { Deploy, Deploys, EnvVars, Logs, Service } from "./contract.js"

/** One page; Render allows no more. */
const PAGE = 100

const vendor: Omit<Vendor, "endpoint"> = {
  platform: "Render",
  authorize: (token) => ({ authorization: `Bearer ${token}` }),
  requestIds: ["x-request-id", "rndr-id", "cf-ray"],
  advice: {
    401: "The API key is not valid (any more): make one under Account Settings, API Keys, and pass it with --render-token.",
    404: "Check options.service in the config, and that the API key's owner is a member of the service's workspace.",
    409: "Something else is being done to the service at this moment: wait, then call again with the same --run.",
  },
}

export type RenderApi = ReturnType<typeof renderApi>

export function renderApi(context: Context, environment: EnvironmentName) {
  const { endpoint, service } = optionsOf(context, environment, "render")
  const api = platformApi(context, environment, { ...vendor, endpoint })
  return { ...reads(api, service), ...starts(api, service), ...settings(api, service) }
}

function reads(api: PlatformApi, service: string) {
  const path = `/services/${service}`
  const read = <T>(what: string, at: string, shape: z.ZodType<T>) =>
    api.ask({ what, method: "GET", path: at, read: (body) => shape.parse(body) })
  const past = `${path}/deploys?limit=${PAGE}&status=live&status=deactivated`
  return {
    service: () => read(`read service ${service}`, path, Service),
    deploys: () => read(`list the deploys of ${service}`, `${path}/deploys?limit=${PAGE}`, Deploys),
    /** Those that are live or were. */
    served: () => read(`list the past of ${service}`, past, Deploys),
    deploy: (id: string) => read(`read deploy ${id}`, `${path}/deploys/${id}`, Deploy),
    /** What the app wrote since then, the newest first: Render keeps a log by service, not by deploy. */
    log: (ownerId: string, startTime: string) =>
      api.ask({
        what: `read the log of ${service}`,
        method: "GET",
        path: `/logs?${new URLSearchParams({ ownerId, resource: service, type: "app", startTime, direction: "backward", limit: String(LOG_LINES) }).toString()}`,
        withinMs: LOG_MS,
        read: (body) => Logs.parse(body).logs,
      }),
    envVars: () => read(`read the variables of ${service}`, `${path}/env-vars?limit=${PAGE}`, EnvVars),
  }
}

/** Done twice they would be two deploys. Render answers 202 without a body to what is queued behind another one. */
function starts(api: PlatformApi, service: string) {
  const start = (what: string, path: string, body: object) =>
    api.ask<Deploy | undefined>({
      what,
      method: "POST",
      path: `/services/${service}${path}`,
      body,
      read: (answer, status) => (status === 202 ? undefined : Deploy.parse(answer)),
    })
  return {
    startDeploy: (imageUrl: string) => start(`deploy ${imageUrl} to ${service}`, "/deploys", { imageUrl }),
    startRollback: (deployId: string) => start(`roll ${service} back to deploy ${deployId}`, "/rollback", { deployId }),
  }
}

interface Change {
  what: string
  method: "POST" | "PUT" | "PATCH" | "DELETE"
  path: string
  body?: object
  secrets?: readonly string[]
}

/** Done twice they are the same as once. */
function settings(api: PlatformApi, service: string) {
  const change = ({ path, ...more }: Change) =>
    api.ask<void>({ ...more, path: `/services/${service}${path}`, repeatable: true, read: () => undefined })
  const ask = (what: string, path: string) => change({ what: `${what} ${service}`, method: "POST", path })
  return {
    setVariable: (key: string, value: string) =>
      change({
        what: `set ${key} of ${service}`,
        method: "PUT",
        path: `/env-vars/${key}`,
        body: { value },
        secrets: [value],
      }),
    removeVariable: (key: string) =>
      change({ what: `remove ${key} of ${service}`, method: "DELETE", path: `/env-vars/${key}` }).catch(unlessGone),
    cancel: (id: string) => ask(`cancel deploy ${id} of`, `/deploys/${id}/cancel`),
    suspend: () => ask("suspend", "/suspend"),
    resume: () => ask("resume", "/resume"),
    /** What the next ordinary deploy takes; and, if asked for, that none starts by itself. */
    settle: (ownerId: string, imagePath: string, autoDeploy?: "no") =>
      change({
        what: `write ${imagePath} into the settings of ${service}`,
        method: "PATCH",
        path: "",
        body: { ...(autoDeploy ? { autoDeploy } : {}), image: { ownerId, imagePath } },
      }),
  }
}

/** Sent again after an answer that was lost, it finds nothing to remove. */
function unlessGone(error: unknown): void {
  if (platformError(error)?.status !== 404) throw error
}
