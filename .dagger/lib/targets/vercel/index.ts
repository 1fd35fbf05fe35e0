/** Owns the Vercel target. */
import { failure } from "../../errors.js"
import { platformError } from "../platform-api.js"
import { migrateHere } from "../migrate-here.js"
import { notServing } from "../waiting.js"
import type { Target, WayBack } from "../target.js"
import { deleteDeployment, PLATFORM, readProject, type Vercel, vercelOf } from "./api.js"
import { deploy } from "./deploy.js"
import { logs } from "./logs.js"
import { move } from "./move.js"
import { vercelDeclaration } from "./options.js"
import { bypassOf } from "./probe.js"
import { current, deploymentOf, domainOf, history, idOf, servingOn } from "./read.js"

export const vercel: Target = {
  ...vercelDeclaration,
  migrate: migrateHere,
  deploy: (context, environment, release, variables) => deploy(vercelOf(context, environment), release, variables),
  current: (context, environment) => current(vercelOf(context, environment)),
  history: (context, environment) => history(vercelOf(context, environment)),

  async wayBack(context, environment, to) {
    if (!to) return { able: false, reason: `${environment} has no earlier release` }
    const at = vercelOf(context, environment)
    return wayBackTo(at, await idOf(at, await readProject(at), to).catch((error: unknown) => error as Error))
  },

  async rollback(context, environment, to) {
    const at = vercelOf(context, environment)
    const { id } = await idOf(at, await readProject(at), to)
    const live = deploymentOf(at, await move(at, "rollback", id))
    return { ...live, variables: to.variables }
  },

  async takeDown(context, environment) {
    const at = vercelOf(context, environment)
    const live = await servingOn(at, await readProject(at))
    if (live) await deleteDeployment(at, live.id)
  },

  async url(context, deployment) {
    const { environment } = deployment
    const declared = context.config.environments[environment].url
    if (declared) return declared
    const at = vercelOf(context, environment)
    const domain = domainOf(await readProject(at))
    if (!domain)
      throw notServing({ platform: PLATFORM, what: environment }, "failed", "the project has no production domain")
    return `https://${domain}`
  },

  logs: (context, environment, of) => logs(vercelOf(context, environment), of),
  check: (context, environment) => check(vercelOf(context, environment)),
}

/** Hobby keeps the one before alone: that is what production serves now, so it counts as kept. */
function wayBackTo(
  { environment }: Vercel,
  found: { id: string; readyState: string; readySubstate?: string | null | undefined } | Error,
): WayBack {
  if (found instanceof Error) {
    if (platformError(found)?.status !== undefined) throw found
    return { able: false, reason: found.message }
  }
  const { id, readyState, readySubstate } = found
  if (readyState !== "READY") return { able: false, reason: `${id} is ${readyState}` }
  if (readySubstate === "STAGED") return { able: false, reason: `${id} never had ${environment}'s traffic` }
  return { able: true, reason: `${id} is kept, and had ${environment}'s traffic` }
}

async function check(at: Vercel): Promise<string> {
  const project = await readProject(at)
  const isProtected = Boolean(project.ssoProtection ?? project.passwordProtection)
  if (isProtected && !bypassOf(project))
    throw failure("PLATFORM_CALL", {
      platform: PLATFORM,
      operation: `let anybody probe a new deployment of ${project.name}`,
      reason: "Deployment Protection is on, and there is no bypass for automation",
      request: "",
      advice: "Add a secret under the project's settings, Deployment Protection, Protection Bypass for Automation.",
    })
  const rolling = project.rollingRelease ? ", rolling releases are on: a promotion takes as long as its stages" : ""
  return `project ${project.name} on ${domainOf(project) ?? "no domain yet"}${rolling}`
}
