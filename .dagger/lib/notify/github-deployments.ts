/** Owns a release as GitHub shows it: one deployment per run and environment, and its statuses. */
import { z } from "zod"
import { clip, oneLine } from "./clip.js"
import type { NotifyEvent } from "./event.js"
import { github } from "../exec/github-api.js"
import type { GithubContext } from "./notifier.js"
import { inTrouble, type Trouble } from "../exec/http.js"

const DESCRIPTION = 140

const Deployment = z.object({ id: z.number(), payload: z.unknown() })
const Status = z.object({ state: z.string(), description: z.string().nullish() })
const Anything = z.looseObject({})

type Task = "deploy" | "rollback"

export async function tellDeployment(context: GithubContext, event: NotifyEvent): Promise<Trouble | undefined> {
  const own = await setState(context, event, { task: "deploy", ref: event.release.sha, state: stateOf(event) })
  if (own || event.kind !== "rolled-back" || !event.previous) return own
  return setState(context, event, { task: "rollback", ref: event.previous.sha, state: "success" })
}

function stateOf({ kind }: NotifyEvent): string {
  if (kind === "started") return "in_progress"
  return kind === "shipped" ? "success" : "failure"
}

interface Wanted {
  task: Task
  ref: string
  state: string
}

/** Looks before each change, so that a lost answer or a resumed run makes nothing twice. */
async function setState(context: GithubContext, event: NotifyEvent, wanted: Wanted): Promise<Trouble | undefined> {
  const id = (await findDeployment(context, event, wanted)) ?? (await createDeployment(context, event, wanted))
  if (typeof id !== "number") return id
  const path = `/deployments/${id}/statuses`
  const seen = await github(context, { method: "GET", path: `${path}?per_page=100`, expected: 200 }, z.array(Status))
  if (inTrouble(seen)) return seen
  const description = clip(oneLine(event.title), DESCRIPTION)
  if (seen.value.some((status) => status.state === wanted.state && status.description === description)) return undefined
  const log = event.links.find(({ href }) => /^https?:/.test(href))?.href
  const body = { state: wanted.state, description, ...(log ? { log_url: log } : {}) }
  const set = await github(context, { method: "POST", path, body, expected: 201 }, Anything)
  return inTrouble(set) ? set : undefined
}

async function findDeployment(
  context: GithubContext,
  { environment, run }: NotifyEvent,
  { task, ref }: Wanted,
): Promise<number | Trouble | undefined> {
  const query = new URLSearchParams({ environment, task, ref, per_page: "100" })
  const path = `/deployments?${query}`
  const found = await github(context, { method: "GET", path, expected: 200 }, z.array(Deployment))
  return inTrouble(found) ? found : found.value.find(({ payload }) => runOf(payload) === run)?.id
}

/** GitHub gives a payload back as an object or as the text of one. */
function runOf(payload: unknown): unknown {
  if (typeof payload === "object") return (payload as { shipway?: unknown } | null)?.shipway
  try {
    return typeof payload === "string" ? runOf(JSON.parse(payload) as object) : undefined
  } catch {
    return undefined
  }
}

async function createDeployment(
  context: GithubContext,
  event: NotifyEvent,
  { task, ref }: Wanted,
): Promise<number | Trouble> {
  const { environment, run, release } = event
  const body = {
    ref,
    task,
    environment,
    production_environment: environment === "production",
    description: clip(oneLine(`${event.project} ${release.version}, run ${run}`), DESCRIPTION),
    // The defaults would merge the main branch, and wait for every status of the commit.
    auto_merge: false,
    required_contexts: [],
    payload: { shipway: run },
  }
  const made = await github(context, { method: "POST", path: "/deployments", body, expected: 201 }, Deployment)
  return inTrouble(made) ? made : made.value.id
}
