/** Owns what is asked of Vercel, each operation once: path, words and the shape of the answer. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { LOG_MS, type PlatformApi, platformApi } from "../platform-api.js"
import { optionsOf } from "../settings.js"
import { Content, Events, FailedAliases, type Listed, Page, Project, Shown, Tree } from "./answers.js"
import { LOG_LINES } from "../target.js"
import type { VercelOptions } from "./options.js"

export const PLATFORM = "Vercel"

/** One environment of ours on Vercel. */
export interface Vercel {
  context: Context
  environment: EnvironmentName
  options: VercelOptions
  api: PlatformApi
}

export function vercelOf(context: Context, environment: EnvironmentName): Vercel {
  const options = optionsOf(context, environment, "vercel")
  const api = platformApi(context, environment, {
    platform: PLATFORM,
    endpoint: options.endpoint,
    authorize: (token) => ({ authorization: `Bearer ${token}` }),
    requestIds: ["x-vercel-id"],
    advice: {
      402: "The team's plan or its limits do not allow this: see the team's billing page on Vercel.",
      403: "The token cannot do this: give it the scope of the project's team, and set options.team to the team's id.",
    },
  })
  return { context, environment, options, api }
}

/** Whoever owns the project is said with every request; without it Vercel looks in the token's own account. */
function at({ options }: Vercel, path: string, query: Record<string, string> = {}): string {
  const all = { ...query, ...(options.team ? { teamId: options.team } : {}) }
  const text = new URLSearchParams(all).toString()
  return text ? `${path}?${text}` : path
}

export function readProject(vercel: Vercel): Promise<Project> {
  const { project } = vercel.options
  return vercel.api.ask({
    what: `read the project ${project}`,
    method: "GET",
    path: at(vercel, `/v9/projects/${project}`),
    read: (body) => Project.parse(body),
  })
}

/** By its id, or by a domain: then it is the deployment that the domain answers with. */
export function readDeployment(vercel: Vercel, idOrDomain: string): Promise<Shown> {
  return vercel.api.ask({
    what: `read the deployment ${idOrDomain}`,
    method: "GET",
    path: at(vercel, `/v13/deployments/${idOrDomain}`),
    read: (body) => Shown.parse(body),
  })
}

const PER_PAGE = 100
/** More are never gone through: older ones are nothing to go back to. */
const PAGES = 5

/** Of the project's production target, newest first. */
export async function listDeployments(vercel: Vercel, project: Project): Promise<Listed[]> {
  const all: Listed[] = []
  let until: number | null = null
  for (let page = 0; page < PAGES; page++) {
    const query = { projectId: project.id, target: "production", limit: String(PER_PAGE) }
    const { deployments, pagination }: ReturnType<(typeof Page)["parse"]> = await vercel.api.ask({
      what: `list the deployments of ${project.name}`,
      method: "GET",
      path: at(vercel, "/v7/deployments", until === null ? query : { ...query, until: String(until) }),
      read: (body) => Page.parse(body),
    })
    all.push(...deployments)
    until = pagination.next
    if (until === null) break
  }
  return all.sort((one, other) => other.createdAt - one.createdAt)
}

/** Forced: else Vercel may answer with an earlier deployment of the same files. */
export function createDeployment(vercel: Vercel, body: object, secrets: readonly string[]): Promise<Shown> {
  return vercel.api.ask({
    what: `create a deployment for ${vercel.environment}`,
    method: "POST",
    path: at(vercel, "/v13/deployments", { forceNew: "1", skipAutoDetectionConfirmation: "1" }),
    body,
    secrets,
    read: (answer) => Shown.parse(answer),
  })
}

export function cancelDeployment(vercel: Vercel, id: string): Promise<Shown> {
  return vercel.api.ask({
    what: `cancel the deployment ${id}`,
    method: "PATCH",
    path: at(vercel, `/v12/deployments/${id}/cancel`),
    repeatable: true,
    read: (body) => Shown.parse(body),
  })
}

export function deleteDeployment(vercel: Vercel, id: string): Promise<void> {
  return vercel.api.ask({
    what: `delete the deployment ${id}`,
    method: "DELETE",
    path: at(vercel, `/v13/deployments/${id}`),
    repeatable: true,
    read: () => undefined,
  })
}

export type Move = "promote" | "rollback"

const MOVES: Record<Move, (project: string, id: string) => string> = {
  promote: (project, id) => `/v10/projects/${project}/promote/${id}`,
  rollback: (project, id) => `/v1/projects/${project}/rollback/${id}`,
}

/** Answers with the status: 202 is a request that waits behind a rolling release. */
export function requestMove(vercel: Vercel, move: Move, project: Project, id: string): Promise<number> {
  return vercel.api.ask({
    what: `${move} ${id} in ${project.name}`,
    method: "POST",
    path: at(vercel, MOVES[move](project.id, id)),
    body: {},
    read: (_, status) => status,
  })
}

/** Which domains did not follow; asked only to explain a failure. */
export async function failedAliases(vercel: Vercel, move: Move, project: Project): Promise<string> {
  const { aliases } = await vercel.api.ask({
    what: `list the domains that did not follow the ${move}`,
    method: "GET",
    path: at(vercel, `/v${move === "promote" ? 1 : 9}/projects/${project.id}/${move}/aliases`, { failedOnly: "true" }),
    read: (body) => FailedAliases.parse(body),
  })
  return aliases.map(({ alias, status }) => `${alias} (${status})`).join(", ")
}

export function readTree(vercel: Vercel, id: string): Promise<ReturnType<(typeof Tree)["parse"]>> {
  return vercel.api.ask({
    what: `list the files of ${id}`,
    method: "GET",
    path: at(vercel, `/v6/deployments/${id}/files`),
    read: (body) => Tree.parse(body),
  })
}

export function readFile(vercel: Vercel, id: string, file: string): Promise<string> {
  return vercel.api.ask({
    what: `read a file of ${id}`,
    method: "GET",
    path: at(vercel, `/v8/deployments/${id}/files/${file}`),
    read: (body) => Buffer.from(Content.parse(body).data, "base64").toString(),
  })
}

/** The newest first. What its functions say while they serve, Vercel only streams. */
export function readEvents(vercel: Vercel, id: string): Promise<ReturnType<(typeof Events)["parse"]>> {
  return vercel.api.ask({
    what: `read the log of ${id}`,
    method: "GET",
    path: at(vercel, `/v3/deployments/${id}/events`, {
      direction: "backward",
      limit: String(LOG_LINES),
      builds: "1",
    }),
    withinMs: LOG_MS,
    read: (body) => Events.parse(body),
  })
}
