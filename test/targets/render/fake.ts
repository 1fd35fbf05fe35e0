/**
 * Owns Render's stand-in. The vendor publishes no npm package with types or schemas of its API, so the contract stands
 * here, from its OpenAPI file and the types of its own command line (render-oss/cli, pkg/client): what it takes, strictly,
 * and what it answers.
 */
import { z } from "zod"
import { CANARY, REPOSITORY } from "../conformance/stage.js"
import type { Fate, Platform } from "../conformance/subject.js"
import { fakePlatform, type Heard, type Reply } from "../fake-platform.js"
import { deployBody, type DeployState, isOpen, SERVICE, serviceBody, type ServiceState } from "./fake-answers.js"

export interface FakeRender extends Platform {
  heard: Heard[]
  service: ServiceState
  deploys: DeployState[]
  /** Deploys are accepted with 202 and without a body, as behind a running one. */
  queueing(): void
  /** Only rollbacks are refused: what it kept is gone. */
  forgets(): void
  /** What is not documented, and may be: it is up again, and no deploy was made for that. */
  resumesWithoutDeploy(): void
  /** A change of this variable is refused, and its value quoted. */
  refuses(variable: string): void
  /** What else it says of the service. */
  looks: object
  /** Somebody saves a variable in the dashboard, which deploys what is configured. */
  saved(): void
  /** Somebody deploys by hand. */
  byHand(digest: string): void
}

const ids = { deploy: /^\/v1\/services\/srv-shop\/deploys\/(dep-\d+)(\/cancel)?$/ }
const DeployBody = z.strictObject({ imageUrl: z.string() })
const RollbackBody = z.strictObject({ deployId: z.string() })
const VariableBody = z.strictObject({ value: z.string() })
const PatchBody = z.strictObject({
  autoDeploy: z.enum(["yes", "no"]).optional(),
  image: z.strictObject({ ownerId: z.literal("tea-1"), imagePath: z.string() }),
})

/** How long a deployment takes; a slow one is still no failure. */
const TAKES_MS: Record<Fate, number> = {
  live: 12_000,
  slow: 600_000,
  stuck: Infinity,
  failed: 12_000,
  unknown: 12_000,
  superseded: 12_000,
  "wrong image": 12_000,
}
const ENDS: Record<Fate, string> = {
  live: "live",
  slow: "live",
  stuck: "live",
  failed: "update_failed",
  unknown: "hibernating",
  superseded: "deactivated",
  "wrong image": "live",
}
const OTHER = `sha256:${"f".repeat(64)}`

export async function fakeRender(): Promise<FakeRender> {
  const service: ServiceState = { suspended: false, autoDeploy: "yes", imagePath: `${REPOSITORY}:v0`, variables: {} }
  const deploys: DeployState[] = []
  const mood = {
    fate: "live" as Fate,
    rollbacks: "work" as "work" | "refuse" | "lie" | "forget",
    queueing: false,
    resumes: true,
    refused: "",
    count: 0,
  }
  const base = await fakePlatform({ answer, requestIdHeader: "x-request-id" })

  function begin(digest: string, trigger: string, fate: Fate): DeployState {
    const deploy = {
      id: `dep-${deploys.length + 1}`,
      status: "created",
      trigger,
      digest,
      begunAt: base.clock.now(),
      fate,
      variables: { ...service.variables },
    }
    deploys.unshift(deploy)
    return deploy
  }

  /** Time has passed: what was begun is further on. */
  function advance(): void {
    for (const deploy of deploys.toReversed()) {
      if (!isOpen(deploy)) continue
      const age = base.clock.now() - deploy.begunAt
      deploy.status = age < 2000 ? "created" : "update_in_progress"
      if (age >= TAKES_MS[deploy.fate]) end(deploy)
    }
  }

  function end(deploy: DeployState): void {
    deploy.status = ENDS[deploy.fate]
    if (deploy.fate === "superseded")
      deploys.unshift({ ...deploy, id: `dep-${deploys.length + 1}`, digest: OTHER, status: "live", trigger: "manual" })
    if (deploy.fate === "wrong image") deploy.digest = OTHER
    if (deploy.status !== "live" && deploy.fate !== "superseded") return
    const newest = deploys.find(({ status }) => status === "live")!
    for (const other of deploys) if (other !== newest && other.status === "live") other.status = "deactivated"
  }

  function answer(heard: Heard): Reply {
    if (heard.headers.authorization !== `Bearer ${CANARY}`) return { status: 401, body: { message: "Unauthorized" } }
    advance()
    if (heard.path === "/v1/logs") return logged(heard)
    const path = heard.path.replace(`/v1/services/${SERVICE}`, "")
    const one = ids.deploy.exec(heard.path)
    const deploy = one && deploys.find(({ id }) => id === one[1])
    if (one && !deploy) return { status: 404, body: { message: "not found: deploy" } }
    if (deploy) return one[2] ? cancel(deploy) : { status: 200, body: deployBody(deploy) }
    const route = routes[`${heard.method} ${path.replace(/^\/env-vars\/.+$/, "/env-vars/KEY")}`]
    return route ? route(heard) : { status: 404, body: { message: `not found: ${heard.method} ${heard.path}` } }
  }

  /** The newest first, and nothing from before. */
  function logged({ query }: Heard): Reply {
    const asked = Object.fromEntries([...query].filter(([key]) => key !== "startTime"))
    const wanted = { ownerId: "tea-1", resource: SERVICE, type: "app", direction: "backward", limit: "100" }
    if (JSON.stringify(asked) !== JSON.stringify(wanted)) return { status: 400, body: { message: "bad request" } }
    const since = deploys.filter(({ begunAt }) => begunAt >= Date.parse(query.get("startTime")!))
    const logs = since.map(({ begunAt, digest }, index) => ({
      id: `log-${index}`,
      timestamp: new Date(begunAt).toISOString(),
      message: `started ${digest}`,
      labels: [{ name: "type", value: "app" }],
    }))
    return { status: 200, body: { hasMore: false, nextStartTime: "", nextEndTime: "", logs } }
  }

  const routes: Record<string, (heard: Heard) => Reply> = {
    "GET ": () => ({ status: 200, body: { ...serviceBody(service), ...fake.looks } }),
    "PATCH ": (heard) =>
      taking(PatchBody, heard, ({ autoDeploy = service.autoDeploy, image }) => {
        Object.assign(service, { autoDeploy, imagePath: image.imagePath })
        return { status: 200, body: serviceBody(service) }
      }),
    "GET /deploys": ({ query }) => {
      const wanted = query.getAll("status")
      const some = deploys.filter(({ status }) => wanted.length === 0 || wanted.includes(status))
      const page = some.slice(0, Math.min(Number(query.get("limit") ?? 20), 100))
      return { status: 200, body: page.map((deploy) => ({ deploy: deployBody(deploy), cursor: deploy.id })) }
    },
    "POST /deploys": (heard) => taking(DeployBody, heard, ({ imageUrl }) => startDeploy(imageUrl)),
    "POST /rollback": (heard) => taking(RollbackBody, heard, ({ deployId }) => startRollback(deployId)),
    "GET /env-vars": () => ({
      status: 200,
      body: Object.entries(service.variables).map(([key, value]) => ({ envVar: { key, value }, cursor: key })),
    }),
    "PUT /env-vars/KEY": (heard) =>
      taking(VariableBody, heard, ({ value }) => {
        const key = keyOf(heard)
        if (key === mood.refused) return { status: 400, body: { message: `invalid value "${value}" for ${key}` } }
        service.variables[key] = value
        return { status: 200, body: { key, value } }
      }),
    "DELETE /env-vars/KEY": (heard) => {
      if (!(keyOf(heard) in service.variables)) return { status: 404, body: { message: "not found: env var" } }
      delete service.variables[keyOf(heard)]
      return { status: 204 }
    },
    "POST /suspend": () => {
      service.suspended = true
      return { status: 202 }
    },
    "POST /resume": () => {
      if (service.suspended && mood.resumes) configured("service_resumed")
      service.suspended = false
      return { status: 202 }
    },
  }

  /** An ordinary deploy: of the image in the settings, with the variables that there are. */
  function configured(trigger: string): void {
    mood.count++
    begin(/@(sha256:.+)$/.exec(service.imagePath)?.[1] ?? OTHER, trigger, mood.fate)
    mood.fate = "live"
  }

  function startDeploy(imageUrl: string): Reply {
    const [repository, digest] = imageUrl.split("@")
    if (repository !== REPOSITORY || !digest)
      return { status: 400, body: { message: "image host, repository or name differ" } }
    if (mood.rollbacks === "refuse" && deploys.some((deploy) => deploy.digest === digest))
      return { status: 400, body: { message: "invalid image" } }
    if (service.suspended) return { status: 409, body: { message: "the service is suspended" } }
    mood.count++
    const deploy = begin(mood.rollbacks === "lie" ? deploys[0]!.digest : digest, "api", mood.fate)
    mood.fate = "live"
    return mood.queueing ? { status: 202 } : { status: 201, body: deployBody(deploy) }
  }

  function startRollback(deployId: string): Reply {
    const to = deploys.find(({ id }) => id === deployId)
    if (!to || mood.rollbacks === "refuse" || mood.rollbacks === "forget")
      return { status: 404, body: { message: "the artifact of this deploy is not retained" } }
    const digest = mood.rollbacks === "lie" ? deploys.find(({ status }) => status === "live")!.digest : to.digest
    return { status: 201, body: deployBody(begin(digest, "rollback", "live")) }
  }

  function cancel(deploy: DeployState): Reply {
    if (!isOpen(deploy)) return { status: 400, body: { message: "this deploy cannot be canceled" } }
    deploy.status = "canceled"
    return { status: 200, body: deployBody(deploy) }
  }

  const live = () => (advance(), service.suspended ? undefined : deploys.find(({ status }) => status === "live"))
  const environment = {
    target: "render",
    options: { service: SERVICE, endpoint: `${base.endpoint}/v1`, pollSeconds: 30 },
  }
  const fake: FakeRender = {
    ...base,
    looks: {},
    environment,
    service,
    deploys,
    next: (fate) => void (mood.fate = fate),
    rollbacks: (how) => void (mood.rollbacks = how),
    forgets: () => void (mood.rollbacks = "forget"),
    queueing: () => void (mood.queueing = true),
    refuses: (variable) => void (mood.refused = variable),
    resumesWithoutDeploy: () => void (mood.resumes = false),
    saved: () => configured("service_updated"),
    byHand: (digest) => void begin(digest, "manual", "live"),
    deployments: () => mood.count,
    serves: () => live()?.digest,
    variables: () => live()?.variables ?? {},
  }
  return fake
}

/** What the vendor does not document it refuses. */
function taking<T>(shape: z.ZodType<T>, { body }: Heard, act: (body: T) => Reply): Reply {
  const parsed = shape.safeParse(body)
  return parsed.success ? act(parsed.data) : { status: 400, body: { message: z.prettifyError(parsed.error) } }
}

function keyOf({ path }: Heard): string {
  return decodeURIComponent(path.split("/").at(-1)!)
}
