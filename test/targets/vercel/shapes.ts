/** Owns Vercel's answers in full: every field that the vendor's own client insists on, read by us or not. */
import type { AliasRequest } from "../../../.dagger/lib/targets/vercel/answers.js"

export const PROJECT = { id: "prj_4e1Gd6Z2", name: "shop", account: "team_Qr7k", domain: "shop.example.org" }

/** One deployment as the stand-in keeps it. */
export interface Kept {
  id: string
  host: string
  createdAt: number
  readyState: string
  substate: "STAGED" | "PROMOTED"
  meta: Record<string, string>
  env: Record<string, string>
  /** What was sent to be built. */
  dockerfile: string
  /** The digest of the image that it really runs. */
  runs: string
}

const common = (one: Kept) => ({
  name: PROJECT.name,
  url: one.host,
  projectId: PROJECT.id,
  createdAt: one.createdAt,
  readyState: one.readyState,
  ...(one.readyState === "READY" ? { readySubstate: one.substate } : {}),
  meta: one.meta,
  target: "production",
  inspectorUrl: null,
  creator: { uid: "usr_1" },
})

export function shown(one: Kept): object {
  return {
    ...common(one),
    id: one.id,
    type: "LAMBDAS",
    status: one.readyState,
    aliasAssigned: one.substate === "PROMOTED",
    bootedAt: one.createdAt,
    buildingAt: one.createdAt,
    buildSkipped: false,
    build: { env: [] },
    env: Object.keys(one.env),
    createdIn: "iad1",
    isInConcurrentBuildsQueue: false,
    isInSystemBuildsQueue: false,
    ownerId: PROJECT.account,
    plan: "pro",
    projectSettings: { framework: "container" },
    public: false,
    regions: ["iad1"],
    routes: null,
    version: 2,
    ...(one.readyState === "ERROR" ? { errorCode: "BUILD_FAILED", errorMessage: "the build ended with 1" } : {}),
  }
}

export function listed(one: Kept): object {
  return { ...common(one), uid: one.id, type: "LAMBDAS", created: one.createdAt, isRollbackCandidate: true }
}

export interface ProjectState {
  live: Kept | undefined
  request: AliasRequest | undefined
  /** On: a deployment's own address lets nobody in without it. */
  bypass: string | undefined
  guarded: boolean
  rolling: boolean
}

export function project({ live, request, bypass, guarded, rolling }: ProjectState): object {
  return {
    id: PROJECT.id,
    name: PROJECT.name,
    accountId: PROJECT.account,
    alias: [{ domain: PROJECT.domain, target: "PRODUCTION", environment: "production", deployment: null }],
    defaultResourceConfig: { functionDefaultRegions: ["iad1"] },
    deploymentExpiration: {},
    directoryListing: false,
    nodeVersion: "24.x",
    resourceConfig: { functionDefaultRegions: ["iad1"] },
    lastAliasRequest: request ? { fromDeploymentId: null, ...request } : null,
    ...(live ? { targets: { production: productionOf(live) } } : {}),
    ...(guarded ? { ssoProtection: { deploymentType: "all_except_custom_domains" } } : { ssoProtection: null }),
    ...(bypass
      ? { protectionBypass: { [bypass]: { createdAt: 1, createdBy: "usr_1", scope: "automation-bypass" } } }
      : {}),
    ...(rolling ? { rollingRelease: { target: "production", stages: [] } } : {}),
  }
}

function productionOf(live: Kept): object {
  return {
    id: live.id,
    name: PROJECT.name,
    url: live.host,
    alias: [PROJECT.domain],
    createdAt: live.createdAt,
    createdIn: "iad1",
    creator: null,
    deploymentHostname: live.host,
    plan: "pro",
    private: false,
    readyState: "READY",
    type: "LAMBDAS",
  }
}
