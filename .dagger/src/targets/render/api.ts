/** Owns the operations of Render's REST API (v1) that a release needs. */
import type { z } from "zod"
import type { EnvironmentName } from "../../names.js"
import type { Context } from "../../pipeline/context.js"
import { type Operation, platformApi, type Vendor } from "../platform-api.js"
import { optionsOf } from "../settings.js"
import { Deploy, Deploys, EnvVars, Service } from "./contract.js"

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
  const path = `/services/${service}`
  const read = <T>(what: string, at: string, shape: z.ZodType<T>) =>
    api.ask({ what, method: "GET", path: at, read: (body) => shape.parse(body) })
  const change = <T>(operation: Omit<Operation<T>, "method"> & { method?: Operation<T>["method"] }) =>
    api.ask({ method: "POST", ...operation })
  const nothing = () => undefined

  return {
    service: () => read(`read service ${service}`, path, Service),
    deploys: () => read(`list the deploys of ${service}`, `${path}/deploys?limit=${PAGE}`, Deploys),
    /** Those that are live or were. */
    served: () =>
      read(`list the past of ${service}`, `${path}/deploys?limit=${PAGE}&status=live&status=deactivated`, Deploys),
    deploy: (id: string) => read(`read deploy ${id}`, `${path}/deploys/${id}`, Deploy),
    envVars: () => read(`read the variables of ${service}`, `${path}/env-vars?limit=${PAGE}`, EnvVars),
    setVariable: (key: string, value: string) =>
      change<void>({
        what: `set ${key} of ${service}`,
        method: "PUT",
        path: `${path}/env-vars/${key}`,
        body: { value },
        repeatable: true,
        read: nothing,
      }),
    /** Nothing when it is queued behind another one: then Render answers 202 without a body. */
    startDeploy: (imageUrl: string) =>
      change<Deploy | undefined>({
        what: `deploy ${imageUrl} to ${service}`,
        path: `${path}/deploys`,
        body: { imageUrl },
        read: (body, status) => (status === 202 ? undefined : Deploy.parse(body)),
      }),
    startRollback: (deployId: string) =>
      change<Deploy | undefined>({
        what: `roll ${service} back to deploy ${deployId}`,
        path: `${path}/rollback`,
        body: { deployId },
        read: (body, status) => (status === 202 ? undefined : Deploy.parse(body)),
      }),
    cancel: (id: string) =>
      change<void>({
        what: `cancel deploy ${id}`,
        path: `${path}/deploys/${id}/cancel`,
        repeatable: true,
        read: nothing,
      }),
    suspend: () =>
      change<void>({ what: `suspend ${service}`, path: `${path}/suspend`, repeatable: true, read: nothing }),
    resume: () => change<void>({ what: `resume ${service}`, path: `${path}/resume`, repeatable: true, read: nothing }),
    /** What the next ordinary deploy takes; and none of itself. */
    settle: (ownerId: string, imagePath: string) =>
      change<void>({
        what: `write ${imagePath} into the settings of ${service}`,
        method: "PATCH",
        path,
        body: { autoDeploy: "no", image: { ownerId, imagePath } },
        repeatable: true,
        read: nothing,
      }),
  }
}
