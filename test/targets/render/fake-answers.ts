/** Owns what Render's stand-in remembers, and how the vendor would write that down. */
import { REPOSITORY } from "../conformance/stage.js"
import type { Fate } from "../conformance/subject.js"

export const SERVICE = "srv-shop"

export interface ServiceState {
  suspended: boolean
  autoDeploy: "yes" | "no"
  imagePath: string
  variables: Record<string, string>
}

export interface DeployState {
  id: string
  status: string
  trigger: string
  digest: string
  begunAt: number
  fate: Fate
  variables: Record<string, string>
}

export function isOpen({ status }: DeployState): boolean {
  return ["created", "queued", "update_in_progress"].includes(status)
}

export function deployBody({ id, status, trigger, digest, begunAt }: DeployState): object {
  const finished = ["live", "deactivated"].includes(status) ? new Date(begunAt + 12_000).toISOString() : null
  const image = { ref: `${REPOSITORY}@${digest}`, sha: digest, registryCredential: "" }
  const createdAt = new Date(begunAt).toISOString()
  return { id, status, trigger, image, createdAt, startedAt: createdAt, finishedAt: finished, updatedAt: createdAt }
}

export function serviceBody({ suspended, autoDeploy, imagePath }: ServiceState): object {
  return {
    id: SERVICE,
    name: "shop",
    type: "web_service",
    ownerId: "tea-1",
    autoDeploy,
    imagePath,
    suspended: suspended ? "suspended" : "not_suspended",
    suspenders: suspended ? ["user"] : [],
    serviceDetails: {
      url: "https://shop.onrender.com",
      env: "image",
      runtime: "image",
      numInstances: 1,
      plan: "starter",
    },
  }
}
