/** Owns moving the production domains to a deployment, and the proof that they are there. */
import { describe } from "../../errors.js"
import { platformError } from "../platform-api.js"
import { waitUntilLive } from "../waiting.js"
import type { AliasRequest, Project, Shown } from "./answers.js"
import { failedAliases, type Move, PLATFORM, readProject, requestMove, type Vercel } from "./api.js"
import { guards } from "./guards.js"
import { isMoving, type Moved } from "./judge.js"
import { servingOn } from "./read.js"

/** Vercel's own command says 0 when there was nothing to move, or the move was skipped: only the domain is proof. */
export async function move(vercel: Vercel, type: Move, id: string): Promise<Shown> {
  const project = await readProject(vercel)
  const last = project.lastAliasRequest ?? undefined
  const there = await servingOn(vercel, project)
  if (there?.id === id && !isMoving(last)) return there
  const underWay = isMoving(last) && isTo(last, type, id)
  if (!underWay) await request(vercel, type, project, id)
  return followed(vercel, type, id, underWay ? undefined : last)
}

async function followed(vercel: Vercel, type: Move, id: string, before: AliasRequest | undefined): Promise<Shown> {
  const { context, environment, options } = vercel
  const { shown } = await waitUntilLive({
    platform: PLATFORM,
    what: `${environment}'s ${type} to ${id}`,
    read: () => look(vercel, type),
    judge: (seen) => guards.judgeMove(seen, { id, type, before }),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: options.pollSeconds * 1000,
    timeoutMs: options.deadlineSeconds * 1000,
  })
  return shown!
}

async function look(vercel: Vercel, type: Move): Promise<Moved & { shown: Shown | undefined }> {
  const project = await readProject(vercel)
  const shown = await servingOn(vercel, project)
  const request = project.lastAliasRequest ?? undefined
  const seen = { request, serving: shown?.id, shown }
  if (request?.jobStatus !== "failed") return seen
  return { ...seen, stuck: await failedAliases(vercel, type, project).catch(describe) }
}

/** A lost answer is looked for in the project before the move is believed not to be made. */
async function request(vercel: Vercel, type: Move, project: Project, id: string): Promise<void> {
  const { context, environment } = vercel
  try {
    const status = await requestMove(vercel, type, project, id)
    if (status === 202) context.announce(`· ${environment}'s ${type} waits behind a rolling release of ${project.name}`)
  } catch (error) {
    if (platformError(error)?.trouble !== "lost") throw error
    const { lastAliasRequest: now } = await readProject(vercel)
    const isNew = now?.requestedAt !== project.lastAliasRequest?.requestedAt
    if (!now || !isNew || !isTo(now, type, id)) throw error
  }
}

function isTo(request: AliasRequest | undefined, type: Move, id: string): boolean {
  return request?.toDeploymentId === id && request.type === type
}
