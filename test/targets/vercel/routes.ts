/** Owns which of Vercel's paths means what to the stand-in; a path that the vendor does not have is an error. */
import type { Heard, Reply } from "../fake-platform.js"
import { DOCKERFILE } from "../../../.dagger/lib/targets/vercel/source.js"
import { PROJECT } from "./shapes.js"

/** Where what deployments answer is found. */
export const CONTENT = "/@"

export interface Vendor {
  create(heard: Heard): Reply
  show(idOrDomain: string): Reply
  list(): Reply
  project(): Reply
  move(type: "promote" | "rollback", id: string): Reply
  cancel(id: string): Reply
  remove(id: string): Reply
  file(id: string): Reply
  failed(): Reply
  events(id: string): Reply
  app(host: string, path: string, bypass: string | undefined): Reply
}

export function router(vendor: Vendor): (heard: Heard) => Reply {
  const id = "([\\w.-]+)"
  const mine = `(?:${PROJECT.id}|${PROJECT.name})`
  const routes: [string, (heard: Heard, ...parts: string[]) => Reply][] = [
    ["POST /v13/deployments", (heard) => vendor.create(heard)],
    [`GET /v13/deployments/${id}`, (_, key) => vendor.show(key)],
    ["GET /v7/deployments", () => vendor.list()],
    [`GET /v9/projects/${mine}`, () => vendor.project()],
    [`POST /v10/projects/${PROJECT.id}/promote/${id}`, (_, one) => vendor.move("promote", one)],
    [`POST /v[19]/projects/${PROJECT.id}/rollback/${id}`, (_, one) => vendor.move("rollback", one)],
    [`PATCH /v12/deployments/${id}/cancel`, (_, one) => vendor.cancel(one)],
    [`DELETE /v13/deployments/${id}`, (_, one) => vendor.remove(one)],
    [`GET /v6/deployments/${id}/files`, () => ({ status: 200, body: TREE })],
    [`GET /v8/deployments/${id}/files/file-1`, (_, one) => vendor.file(one)],
    [`GET /v3/deployments/${id}/events`, (_, one) => vendor.events(one)],
    [`GET /v1/projects/${PROJECT.id}/promote/aliases`, () => vendor.failed()],
    [`GET /v9/projects/${PROJECT.id}/rollback/aliases`, () => vendor.failed()],
  ]
  return (heard) => {
    const [, host, path] = new RegExp(`^${CONTENT}/${id}(/.*)$`).exec(heard.path) ?? []
    if (host) return vendor.app(host, path!, heard.headers["x-vercel-protection-bypass"] as string | undefined)
    const refused = refusal(heard)
    if (refused) return refused
    for (const [pattern, answer] of routes) {
      const match = new RegExp(`^${pattern}$`).exec(`${heard.method} ${heard.path}`)
      if (match) return answer(heard, ...match.slice(1))
    }
    return { status: 404, body: { error: { code: "not_found", message: `no such route: ${heard.path}` } } }
  }
}

/** A project of a team is not to be seen without saying so, whatever the token may see. */
function refusal({ headers, query }: Heard): Reply | undefined {
  if (!/^Bearer \S+$/.test(String(headers.authorization)))
    return { status: 403, body: { error: { code: "forbidden", message: "Not authorized", invalidToken: true } } }
  if (query.get("teamId") !== PROJECT.account)
    return { status: 404, body: { error: { code: "not_found", message: "Project not found" } } }
  return undefined
}

/** Vercel lays a folder around what was sent. */
const TREE = [
  {
    name: "src",
    type: "directory",
    mode: 16877,
    children: [
      { name: "README.md", type: "file", uid: "file-0", mode: 33188 },
      { name: DOCKERFILE, type: "file", uid: "file-1", mode: 33188 },
    ],
  },
]
