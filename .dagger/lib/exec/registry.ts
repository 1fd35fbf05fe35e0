/** Owns speaking with an image registry about a manifest: every media type, the token it wants, three answers, not two. */
import type { Clock } from "./poll.js"
import { askedOf } from "./registry-request.js"

/** Without all of these some registries answer 404 for an image that is there. */
const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ")

export interface Login {
  username: string
  password: string
}

/** Where a repository is, what it is called there, as whom it is asked, and how time passes between two tries. */
export interface Repository {
  base: string
  name: string
  login: Login | undefined
  clock: Clock
}

export type Scope = "pull" | "pull,push"

/** Whether it is there, or why nobody can say. */
export type Manifest = { found: "present"; digest: string } | { found: "absent" } | { found: "unknown"; reason: string }

/** `reference` is a tag or a digest. */
export async function askManifest(repository: Repository, reference: string): Promise<Manifest> {
  try {
    return answerOf(await askRegistry(repository, reference, { method: "HEAD" }, "pull"))
  } catch (error) {
    return { found: "unknown", reason: error instanceof Error ? error.message : String(error) }
  }
}

/** One request for a manifest, with whatever the registry wants for it; throws where nothing can be got. */
export async function askRegistry(
  repository: Repository,
  reference: string,
  request: RequestInit,
  scope: Scope,
): Promise<Response> {
  const first = await send(repository, reference, request)
  if (first.status !== 401) return first
  await first.body?.cancel()
  const authorization = await authorise(first.headers.get("www-authenticate") ?? "", repository, scope)
  return send(repository, reference, request, authorization)
}

/** Where a repository's registry is, and what the repository is called there. */
export function locate(repository: string): { base: string; name: string } {
  const [first, ...rest] = repository.split("/")
  const named = rest.length > 0 && (/[.:]/.test(first!) || first === "localhost")
  const host = named ? first! : "docker.io"
  const name = named ? rest.join("/") : repository
  if (host === "docker.io")
    return { base: "https://registry-1.docker.io", name: name.includes("/") ? name : `library/${name}` }
  return { base: `${isLocal(host) ? "http" : "https"}://${host}`, name }
}

/** One name for what Docker Hub knows under three: with docker.io, with library/, and with neither. */
export function canonical(repository: string): string {
  const { base, name } = locate(repository)
  return `${new URL(base).host}/${name}`
}

function send(
  { base, name, clock }: Repository,
  reference: string,
  request: RequestInit,
  authorization?: string,
): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.set("accept", MANIFEST_TYPES)
  if (authorization) headers.set("authorization", authorization)
  return askedOf(`${base}/v2/${name}/manifests/${reference}`, { ...request, headers }, clock)
}

function answerOf(response: Response): Manifest {
  if (response.status === 404) return { found: "absent" }
  if (!response.ok) return { found: "unknown", reason: `the registry answers with status ${response.status}` }
  const digest = response.headers.get("docker-content-digest")
  return digest
    ? { found: "present", digest }
    : { found: "unknown", reason: "the registry answers without Docker-Content-Digest" }
}

/** The header that the registry's challenge asks for; a token for no more than is about to be done. */
async function authorise(challenge: string, { base, name, login, clock }: Repository, scope: Scope): Promise<string> {
  const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`
  if (/^basic\b/i.test(challenge)) {
    if (!basic) throw new Error("the registry wants a user and a password")
    return basic
  }
  const told = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]))
  if (!/^bearer\b/i.test(challenge) || !told.realm) throw new Error(`the registry asks for "${challenge}"`)
  const realm = new URL(told.realm, base)
  if (basic && realm.protocol !== "https:" && !isLocal(realm.host))
    throw new Error(`the registry wants the password sent in the clear to ${realm.host}`)
  if (told.service) realm.searchParams.set("service", told.service)
  realm.searchParams.set("scope", `repository:${name}:${scope}`)
  const response = await askedOf(realm, { headers: basic ? { authorization: basic } : {} }, clock)
  if (!response.ok) throw new Error(`${realm.host} gives no token: status ${response.status}`)
  const { token, access_token } = (await response.json()) as { token?: string; access_token?: string }
  if (!token && !access_token) throw new Error(`${realm.host} answers without a token`)
  return `Bearer ${token ?? access_token}`
}

/** Docker's own rule for plain HTTP. */
function isLocal(host: string): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host)
}
