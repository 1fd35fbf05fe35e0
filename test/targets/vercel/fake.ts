/**
 * Owns a stand-in for Vercel: it builds a Dockerfile, keeps what it built off the domains when it is told to, moves the
 * domains on request and in its own time, and lets nobody into a guarded deployment.
 */
import type { Fate, Platform } from "../conformance/subject.js"
import { eventsOf } from "./events.js"
import { type FakePlatform, fakePlatform, type Heard, type Reply } from "../fake-platform.js"
import { listed, project, PROJECT, type Kept, type ProjectState, shown } from "./shapes.js"
import { CONTENT, router } from "./routes.js"

/** What a case of Vercel's own can switch, beside what the conformance suite does. */
export interface Switches extends ProjectState {
  fate: Fate
  rollbacks: "refuse" | "lie" | undefined
  /** What the next moves of the domains come to. */
  move: "succeeded" | "failed" | "skipped" | "teleported"
  /** How the app answers at a deployment's own address. */
  app: "well" | "down" | "old"
  /** Whether a deployment of the same files is answered again, in place of a new one. */
  dedupes: boolean
}

export interface FakeVercel extends Platform {
  fake: FakePlatform
  kept: Kept[]
  state: Switches
  /** In the order in which anything happened to the domain. */
  served: string[]
}

/** So many looks at it until a slow one is built. */
const SLOW = 16

export async function fakeVercel(): Promise<FakeVercel> {
  const state: Switches = {
    fate: "live",
    rollbacks: undefined,
    move: "succeeded",
    app: "well",
    dedupes: false,
    live: undefined,
    request: undefined,
    bypass: undefined,
    guarded: false,
    rolling: false,
  }
  const kept: Kept[] = []
  const served: string[] = []
  const looks = new Map<string, { fate: Fate; left: number }>()
  let created = 0
  let now = Date.parse("2026-11-24T10:00:00Z")

  const serve = (one: Kept | undefined): void => {
    state.live = one
    if (one) one.substate = "PROMOTED"
    served.push(one?.id ?? "nothing")
  }

  function create({ body, query }: Heard): Reply {
    const asked = body as Asked
    const same = kept.find(({ dockerfile }) => dockerfile === asked.files[0]!.data)
    if (state.dedupes && query.get("forceNew") !== "1" && same) return { status: 200, body: shown(same) }
    const id = `dpl_${++created}`
    const dockerfile = state.fate === "wrong image" ? `FROM other@sha256:${"f".repeat(64)}\n` : asked.files[0]!.data
    const one: Kept = {
      id,
      host: `shop-${created}.vercel.app`,
      createdAt: (now += 1000),
      readyState: "QUEUED",
      substate: "STAGED",
      meta: asked.meta,
      env: asked.env ?? {},
      dockerfile,
      runs: /sha256:\w+/.exec(dockerfile)![0],
    }
    kept.unshift(one)
    looks.set(id, { fate: state.fate, left: state.fate === "slow" ? SLOW : 2 })
    state.fate = "live"
    if (asked.autoAssignCustomDomains !== false) serve(one)
    return { status: 200, body: shown(one) }
  }

  /** Time passes here by being looked at. */
  function progress(one: Kept): Kept {
    const look = looks.get(one.id)!
    if (!["QUEUED", "BUILDING"].includes(one.readyState)) return one
    one.readyState = look.left-- > 0 ? "BUILDING" : (ENDS[look.fate] ?? "READY")
    return one
  }

  function move(type: "promote" | "rollback", id: string): Reply {
    const one = kept.find((deployment) => deployment.id === id)
    if (!one) return { status: 404, body: error("not_found") }
    if (state.rollbacks === "refuse") return { status: 422, body: error("the deployment is no rollback candidate") }
    state.request = { type, toDeploymentId: id, requestedAt: (now += 1000), jobStatus: "pending" }
    return state.rolling ? { status: 202 } : { status: 201 }
  }

  function advance(): void {
    const { request } = state
    if (!request) return
    if (request.jobStatus === "pending") request.jobStatus = "in-progress"
    else if (request.jobStatus === "in-progress") {
      request.jobStatus = state.move
      if (state.move === "succeeded" && state.rollbacks !== "lie")
        serve(kept.find(({ id }) => id === request.toDeploymentId))
    }
  }

  const answer = router({
    create,
    show: (key) => {
      const one = key === PROJECT.domain ? state.live : kept.find(({ id }) => id === key)
      return one ? { status: 200, body: shown(progress(one)) } : { status: 404, body: error("not_found") }
    },
    list: () => ({
      status: 200,
      body: { deployments: kept.map(listed), pagination: { count: kept.length, next: null, prev: null } },
    }),
    project: () => {
      const body = structuredClone(project(state))
      advance()
      return { status: 200, body }
    },
    move,
    cancel: (id) => {
      const one = kept.find((deployment) => deployment.id === id)!
      one.readyState = "CANCELED"
      return { status: 200, body: shown(one) }
    },
    remove: (id) => {
      kept.splice(
        kept.findIndex((one) => one.id === id),
        1,
      )
      if (state.live?.id === id) serve(undefined)
      return { status: 200, body: { uid: id, state: "DELETED" } }
    },
    file: (id) => ({
      status: 200,
      body: { data: Buffer.from(kept.find((one) => one.id === id)!.dockerfile).toString("base64") },
    }),
    failed: () => ({
      status: 200,
      body: {
        aliases: state.move === "failed" ? [{ id: "1", alias: PROJECT.domain, status: "failed" }] : [],
        pagination: { count: 1, next: null, prev: null },
      },
    }),
    events: (id) => ({ status: 200, body: eventsOf(kept.find((one) => one.id === id)!) }),
    app: (host, path, bypass) => {
      const one = kept.find((deployment) => deployment.host === host)
      if (!one) return { status: 404, body: error("deployment_not_found") }
      if (state.guarded && (!state.bypass || bypass !== state.bypass)) return { status: 401, body: "Log in to Vercel" }
      if (state.app === "down") return { status: 500, body: { detail: "no database" } }
      const digest = state.app === "old" ? `sha256:${"e".repeat(64)}` : one.runs
      return { status: 200, body: path === "/version" ? { version: one.meta["shipwayVersion"], digest } : { ok: true } }
    },
  })

  const fake = await fakePlatform({ answer, requestIdHeader: "x-vercel-id" })
  return {
    ...fake,
    fake,
    kept,
    state,
    served,
    environment: {
      target: "vercel",
      options: { project: PROJECT.name, team: PROJECT.account, endpoint: fake.endpoint },
    },
    attempt: (crash) => {
      const { parts, crashed } = fake.attempt(crash)
      return { parts: { ...parts, fetch: throughTheStandIn(parts.fetch!, fake.endpoint) }, crashed }
    },
    next: (fate) => void (state.fate = fate),
    rollbacks: (how) => void (state.rollbacks = how),
    deployments: () => created,
    serves: () => state.live?.runs,
    variables: () => state.live?.env ?? {},
  }
}

interface Asked {
  files: { file: string; data: string }[]
  meta: Record<string, string>
  env?: Record<string, string>
  autoAssignCustomDomains?: boolean
}

const ENDS: Partial<Record<Fate, string>> = {
  stuck: "BUILDING",
  failed: "ERROR",
  unknown: "HIBERNATING",
  superseded: "CANCELED",
}

const error = (message: string) => ({ error: { code: message, message } })

/** The addresses of deployments are answered by the same server, under a path of their own. */
function throughTheStandIn(send: typeof fetch, endpoint: string): typeof fetch {
  return (url, init) => {
    const { host, pathname } = new URL(url as string)
    return send(host.endsWith(".vercel.app") ? `${endpoint}${CONTENT}/${host}${pathname}` : url, init)
  }
}
