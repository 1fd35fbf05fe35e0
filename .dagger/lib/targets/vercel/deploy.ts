/** Owns bringing a release onto Vercel: built without domains, probed at its own address, and only then promoted. */
import { plaintextOf, secretVariables } from "../secrets.js"
import { platformError } from "../platform-api.js"
import type { Deployment, Release } from "../target.js"
import { notServing, waitUntilLive } from "../waiting.js"
import type { Project, Shown } from "./answers.js"
import { cancelDeployment, createDeployment, PLATFORM, readDeployment, readProject, type Vercel } from "./api.js"
import { guards } from "./guards.js"
import { move } from "./move.js"
import { deploymentOf } from "./read.js"
import { DOCKERFILE, dockerfileOf, metaOf } from "./source.js"

export async function deploy(vercel: Vercel, release: Release, variables: Record<string, string>): Promise<Deployment> {
  const { context, environment } = vercel
  const project = await readProject(vercel)
  const adopted = await guards.ownIn(vercel, project, release)
  if (adopted) context.announce(`· ${environment}: takes up ${adopted}, which this run began before`)
  const id = adopted ?? (await begin(vercel, project, release, variables))
  const shown = await built(vercel, id)
  await insistOn(vercel, shown, release)
  await guards.probeUnpromoted(vercel, project, shown, release)
  const live = await move(vercel, "promote", id)
  await insistOn(vercel, live, release)
  return { ...deploymentOf(vercel, live), variables }
}

/** An answer that was lost is looked for before it is sent again: two of one release are one too many. */
async function begin(
  vercel: Vercel,
  project: Project,
  release: Release,
  variables: Record<string, string>,
): Promise<string> {
  const secrets = await secretValues(vercel)
  const body = bodyOf(project, release, { ...variables, ...secrets })
  try {
    return (await createDeployment(vercel, body, Object.values(secrets))).id
  } catch (error) {
    if (platformError(error)?.trouble !== "lost") throw error
    const made = await guards.ownIn(vercel, project, release)
    if (made) return made
    throw error
  }
}

async function secretValues({ context, environment }: Vercel): Promise<Record<string, string>> {
  const secrets = Object.entries(await secretVariables(context, environment))
  const read = secrets.map(async ([name, secret]) => [name, await plaintextOf(secret, `${environment} needs ${name}`)])
  return Object.fromEntries(await Promise.all(read)) as Record<string, string>
}

/** The variables belong to the deployment, so that going back brings back its own. */
export function bodyOf(project: Project, release: Release, env: Record<string, string>): object {
  return {
    name: project.name,
    project: project.id,
    target: "production",
    // Without this Vercel sends production's traffic to it as soon as it is built.
    autoAssignCustomDomains: false,
    projectSettings: { framework: "container" },
    files: [{ file: DOCKERFILE, data: dockerfileOf(release.image), encoding: "utf-8" }],
    meta: metaOf(release),
    env,
  }
}

function built(vercel: Vercel, id: string): Promise<Shown> {
  const { context, environment, options } = vercel
  return waitUntilLive({
    platform: PLATFORM,
    what: `${environment}'s deployment ${id}`,
    read: () => readDeployment(vercel, id),
    judge: (seen) => guards.judgeBuild(seen),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: options.pollSeconds * 1000,
    timeoutMs: options.deadlineSeconds * 1000,
    onLate: async () => `it was cancelled (${(await cancelDeployment(vercel, id)).readyState})`,
  })
}

async function insistOn(vercel: Vercel, shown: Shown, release: Release): Promise<void> {
  const wrong = await guards.wrongImage(vercel, shown, release)
  if (wrong === undefined) return
  throw notServing({ platform: PLATFORM, what: `${vercel.environment}'s deployment ${shown.id}` }, "failed", wrong)
}
