/** Owns a stand-in for the git part of GitHub's REST API: refs that move only forward, commits that nobody checks, and reads that lag. */
import { createHash } from "node:crypto"
import type { Behaviour, Heard, Reply } from "../../notify/fakes/vendor.js"

export const TOKEN = "ghp_canaryJOURNALcanaryJOURNALcanaryJOURNAL"
export const REPOSITORY = "acme/shop"

interface Commit {
  message: string
  tree: string
  parents: string[]
  date: string
}

export interface GitState {
  refs: Map<string, string>
  commits: Map<string, Commit>
  trees: Map<string, string>
  now: () => number
  /** How many reads of a ref after each of its moves still answer what it was before. */
  lag: number
  /** What a ref was, and how many reads still say so. */
  old: Map<string, { sha: string | undefined; reads: number }>
  /** How many moves are refused because the new commit is not seen yet. */
  unseen: number
  writable: boolean
  /** Whether its answers tell the time. */
  dated: boolean
}

export function gitState(now: () => number): GitState {
  return {
    refs: new Map(),
    commits: new Map(),
    trees: new Map(),
    now,
    lag: 0,
    old: new Map(),
    unseen: 0,
    writable: true,
    dated: true,
  }
}

export function fakeGit(state: GitState): Behaviour {
  return {
    effects: () => [...state.refs].map(([ref, sha]) => `${ref} ${chain(state, sha).length}`),
    answer(heard) {
      const reply = answer(state, heard)
      return state.dated
        ? { ...reply, headers: { ...reply.headers, date: new Date(state.now()).toUTCString() } }
        : reply
    },
  }
}

/** In one process, without a network: for tests of many calls. */
export function directly(state: GitState): typeof fetch {
  const git = fakeGit(state)
  return (url, init = {}) => {
    const { pathname, searchParams } = new URL(url as string)
    const headers = init.headers as Record<string, string>
    const heard = {
      method: init.method!,
      path: pathname,
      query: searchParams,
      headers,
      body: (init.body as string) ?? "",
    }
    const { status, body, headers: answered } = git.answer(heard)
    return Promise.resolve(new Response(status === 204 ? null : body, { status, headers: answered ?? {} }))
  }
}

function answer(state: GitState, heard: Heard): Reply {
  const { method, path, query, headers } = heard
  if (headers.authorization !== `Bearer ${TOKEN}`) return json(401, { message: "Bad credentials" })
  const prefix = `/repos/${REPOSITORY}`
  if (!path.startsWith(`${prefix}/`)) return json(404, { message: "Not Found" })
  const rest = decodeURIComponent(path.slice(prefix.length))
  if (method !== "GET" && !state.writable)
    return json(403, { message: "Resource not accessible by personal access token" })
  if (rest === "/contents/content" && method === "GET") return content(state, query.get("ref")!)
  if (method === "GET" && rest.startsWith("/git/ref/")) return readRef(state, `refs/${rest.slice("/git/ref/".length)}`)
  if (method === "GET" && rest.startsWith("/git/commits/")) return readCommit(state, rest.slice("/git/commits/".length))
  return change(state, heard, rest)
}

function change(state: GitState, { method, body }: Heard, rest: string): Reply {
  const given = (body ? JSON.parse(body) : {}) as Record<string, unknown>
  if (method === "POST" && rest === "/git/blobs") return json(201, { sha: shaOf(given) })
  if (method === "POST" && rest === "/git/trees") return makeTree(state, given as never)
  if (method === "POST" && rest === "/git/commits") return makeCommit(state, given as never)
  if (method === "POST" && rest === "/git/refs") return makeRef(state, given as never)
  const ref = `refs/${rest.slice("/git/refs/".length)}`
  if (method === "PATCH") return moveRef(state, ref, given as never)
  if (method !== "DELETE") return json(404, { message: "Not Found" })
  if (!state.refs.has(ref)) return json(422, { message: "Reference does not exist" })
  keep(state, ref)
  state.refs.delete(ref)
  return { status: 204, body: "" }
}

function makeTree(
  state: GitState,
  { tree }: { tree: { path: string; mode: string; type: string; content: string }[] },
) {
  if (tree.length !== 1 || tree[0]!.mode !== "100644") return json(422, { message: "Invalid tree info" })
  const sha = shaOf(tree)
  state.trees.set(sha, tree[0]!.content)
  return json(201, { sha })
}

function makeCommit(state: GitState, { message, tree, parents }: Omit<Commit, "date">): Reply {
  if (!state.trees.has(tree)) return json(422, { message: "Tree SHA does not exist" })
  if (parents.some((sha) => !state.commits.has(sha))) return json(422, { message: "Parent SHA does not exist" })
  const date = new Date(Math.floor(state.now() / 1000) * 1000).toISOString().replace(".000", "")
  const commit = { message, tree, parents, date }
  const sha = shaOf([commit, state.commits.size])
  state.commits.set(sha, commit)
  return json(201, { sha })
}

function makeRef(state: GitState, { ref, sha }: { ref: string; sha: string }): Reply {
  if (!/^refs\/[^/]+\/./.test(ref) || /\.\.|\.lock$|\.$|[~^: ]/.test(ref))
    return json(422, { message: "Reference name is not valid" })
  if (state.refs.has(ref)) return json(422, { message: "Reference already exists" })
  if (!seen(state, sha)) return json(422, { message: "Object does not exist" })
  keep(state, ref)
  state.refs.set(ref, sha)
  return json(201, { ref, object: { sha } })
}

function moveRef(state: GitState, ref: string, { sha, force }: { sha: string; force: boolean }): Reply {
  const now = state.refs.get(ref)
  if (now === undefined) return json(422, { message: "Reference does not exist" })
  if (!seen(state, sha)) return json(422, { message: "Object does not exist" })
  if (!force && !chain(state, sha).includes(now)) return json(422, { message: "Update is not a fast forward" })
  keep(state, ref)
  state.refs.set(ref, sha)
  return json(200, { ref, object: { sha } })
}

function seen(state: GitState, sha: string): boolean {
  return state.unseen-- <= 0 && state.commits.has(sha)
}

function keep(state: GitState, ref: string): void {
  if (state.lag > 0) state.old.set(ref, { sha: state.refs.get(ref), reads: state.lag })
}

function readRef(state: GitState, ref: string): Reply {
  const old = state.old.get(ref)
  const sha = old && old.reads-- > 0 ? old.sha : state.refs.get(ref)
  return sha === undefined ? json(404, { message: "Not Found" }) : json(200, { ref, object: { sha } })
}

function readCommit(state: GitState, sha: string): Reply {
  const commit = state.commits.get(sha)
  if (!commit) return json(404, { message: "Not Found" })
  return json(200, { sha, message: commit.message, committer: { date: commit.date } })
}

function content(state: GitState, sha: string): Reply {
  const commit = state.commits.get(sha)
  return commit ? { status: 200, body: state.trees.get(commit.tree)! } : json(404, { message: "No commit found" })
}

/** The newest first. */
export function chain({ commits }: GitState, sha: string | undefined): string[] {
  const all: string[] = []
  for (let at = sha; at !== undefined; at = commits.get(at)?.parents[0]) all.push(at)
  return all
}

function shaOf(value: unknown): string {
  return createHash("sha1").update(JSON.stringify(value)).digest("hex")
}

function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value), headers: { "content-type": "application/json" } }
}
