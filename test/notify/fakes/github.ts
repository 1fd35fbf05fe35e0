/** Owns a stand-in for GitHub's REST API of one repository: deployments, statuses, issues and comments. */
import type { Behaviour, Heard, Reply } from "./vendor.js"

export const GITHUB_TOKEN = "ghp_canaryGITHUBcanaryGITHUBcanaryGITHUB"
export const REPOSITORY = "acme/shop"

interface Deployment {
  id: number
  ref: string
  task: string
  environment: string
  payload: unknown
}

interface Status {
  id: number
  state: string
  description: string
}

interface Issue {
  number: number
  title: string
  body: string
  state: string
  labels: { name: string }[]
  pull_request?: object
}

export interface GithubState {
  repository: object
  deployments: Deployment[]
  statuses: Record<number, Status[]>
  issues: Issue[]
  comments: { issue: number; body: string }[]
  /** Whether this token's labels are kept. */
  labels: boolean
}

export function githubState(): GithubState {
  const repository = { permissions: { push: true }, has_issues: true, archived: false }
  return { repository, deployments: [], statuses: {}, issues: [], comments: [], labels: true }
}

export function fakeGithub(state: GithubState = githubState()): Behaviour {
  return {
    effects: () => [
      ...state.deployments.map(({ task, ref, environment }) => `${task} ${ref} ${environment}`),
      ...Object.entries(state.statuses).flatMap(([id, all]) => all.map((status) => `status ${id} ${status.state}`)),
      ...state.issues.map((issue) => `issue ${issue.state} ${issue.title}`),
      ...state.comments.map(({ issue }) => `comment ${issue}`),
    ],
    answer(heard) {
      if (heard.headers.authorization !== `Bearer ${GITHUB_TOKEN}`) return json(401, { message: "Bad credentials" })
      const prefix = `/repos/${REPOSITORY}`
      if (!heard.path.startsWith(prefix)) return json(404, { message: "Not Found" })
      const rest = heard.path.slice(prefix.length)
      if (rest === "") return json(200, state.repository)
      return rest.startsWith("/deployments") ? deployments(state, rest, heard) : issues(state, rest, heard)
    },
  }
}

function deployments(state: GithubState, rest: string, { method, query, body }: Heard): Reply {
  const id = Number(/^\/deployments\/(\d+)\/statuses$/.exec(rest)?.[1])
  if (id && method === "GET") return json(200, [...(state.statuses[id] ?? [])].reverse())
  if (id) {
    const { state: wanted, description } = JSON.parse(body) as Status
    const known = ["queued", "pending", "in_progress", "success", "failure", "error", "inactive"]
    if (!known.includes(wanted) || description.length > 140) return json(422, { message: "Validation Failed" })
    const all = (state.statuses[id] ??= [])
    all.push({ id: all.length + 1, state: wanted, description })
    return json(201, all.at(-1)!)
  }
  if (method === "GET")
    return json(
      200,
      state.deployments.filter((one) =>
        (["ref", "task", "environment"] as const).every((key) => !query.has(key) || query.get(key) === one[key]),
      ),
    )
  const made = JSON.parse(body) as Deployment & {
    auto_merge?: boolean
    required_contexts?: string[]
    description: string
  }
  if (made.auto_merge !== false) return json(202, { message: "Auto-merged main into the ref" })
  if (made.required_contexts?.length !== 0) return json(409, { message: "Conflict: Commit status checks failed" })
  if (!made.ref || made.description.length > 140) return json(422, { message: "Validation Failed" })
  state.deployments.push({ ...made, id: state.deployments.length + 1 })
  return json(201, state.deployments.at(-1)!)
}

function issues(state: GithubState, rest: string, { method, query, body }: Heard): Reply {
  const [, number, comments] = /^\/issues(?:\/(\d+))?(\/comments)?$/.exec(rest) ?? []
  const issue = state.issues.find((one) => one.number === Number(number))
  if (comments && method === "GET")
    return json(
      200,
      state.comments.filter((one) => one.issue === Number(number)),
    )
  if (comments) {
    state.comments.push({ issue: Number(number), body: (JSON.parse(body) as { body: string }).body })
    return json(201, { id: state.comments.length })
  }
  if (issue && method === "PATCH") {
    Object.assign(issue, JSON.parse(body))
    return json(200, issue)
  }
  if (method === "GET") {
    const labelled = state.issues.filter(
      (one) => one.state === query.get("state") && one.labels.some(({ name }) => name === query.get("labels")),
    )
    const from = (Number(query.get("page") ?? 1) - 1) * 100
    return json(200, labelled.slice(from, from + 100))
  }
  const made = JSON.parse(body) as { title: string; body: string; labels: string[] }
  if (!made.title || made.title.length > 256 || made.body.length > 65536)
    return json(422, { message: "Validation Failed" })
  const labels = state.labels ? made.labels.map((name) => ({ name })) : []
  state.issues.push({ ...made, number: state.issues.length + 1, state: "open", labels })
  return json(201, state.issues.at(-1)!)
}

function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value), headers: { "content-type": "application/json" } }
}
