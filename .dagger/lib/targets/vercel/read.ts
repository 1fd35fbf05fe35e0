/** Owns what is live on Vercel: the deployment that the production domain answers with, whatever was asked for. */
import { failure } from "../../errors.js"
import { platformError } from "../platform-api.js"
import type { Deployment, Release } from "../target.js"
import type { Listed, Project, Shown } from "./answers.js"
import { listDeployments, PLATFORM, readDeployment, readFile, readProject, readTree, type Vercel } from "./api.js"
import { dockerfileIn, imageIn, isOf, releaseIn } from "./source.js"

/** One of its production domains; all of them follow the same request. */
export function domainOf({ alias, targets }: Project): string | undefined {
  const own = alias.find(({ target, redirect }) => target === "PRODUCTION" && !redirect)
  return own?.domain ?? targets?.production?.alias?.[0]
}

/** What the domain resolves to; nothing where there never was a domain, or nothing behind it. */
export async function servingOn(vercel: Vercel, project: Project): Promise<Shown | undefined> {
  const domain = domainOf(project)
  if (domain) return found(readDeployment(vercel, domain))
  const { production } = project.targets ?? {}
  return production ? found(readDeployment(vercel, production.id)) : undefined
}

async function found(reading: Promise<Shown>): Promise<Shown | undefined> {
  try {
    return await reading
  } catch (error) {
    if (platformError(error)?.status === 404) return undefined
    throw error
  }
}

export async function current(vercel: Vercel): Promise<Deployment | undefined> {
  const live = await servingOn(vercel, await readProject(vercel))
  return live && deploymentOf(vercel, live)
}

/** Everything that ever had production's traffic; a deployment that was only built was never live. */
export async function history(vercel: Vercel): Promise<Deployment[]> {
  const listed = await listDeployments(vercel, await readProject(vercel))
  const live = listed.filter(({ readyState, readySubstate }) => readyState === "READY" && readySubstate === "PROMOTED")
  return live.map((one) => deploymentOf(vercel, one))
}

export function deploymentOf(
  { environment }: Vercel,
  { id, meta, createdAt }: Pick<Shown, "id" | "meta" | "createdAt">,
): Deployment {
  // Somebody else's: no image is known by digest, and readiness says so before production is touched.
  const foreign: Release = { image: { repository: "vercel", tag: "", digest: id }, version: "", sha: "", run: "" }
  const release = releaseIn(meta) ?? foreign
  return { ...release, id, environment, variables: {}, at: new Date(createdAt).toISOString() }
}

/** Found again by its release, where its id was not kept. */
export async function idOf(vercel: Vercel, project: Project, wanted: Deployment): Promise<Listed> {
  const listed = await listDeployments(vercel, project)
  const same = listed.find(({ id, meta }) => (wanted.id ? id === wanted.id : isOf({ meta }, wanted)))
  if (same) return same
  throw failure("PLATFORM_CALL", {
    platform: PLATFORM,
    operation: `find the deployment of ${wanted.image.digest} in ${project.name}`,
    reason: `it is not among the ${listed.length} newest`,
    request: "",
    advice: "It was deleted, or the project's retention ended it: release that version again under a new --run.",
  })
}

/** One that this run began and that can still become something. */
export async function ownIn(vercel: Vercel, project: Project, release: Release): Promise<string | undefined> {
  const own = (await listDeployments(vercel, project)).filter((one) => isOf(one, release))
  return own.find(({ readyState }) => readyState !== "CANCELED" && !readyState.endsWith("ERROR"))?.id
}

/** What was really sent to be built: meta data could be on anything. Words for what is wrong; nothing when it is right. */
export async function wrongImage(vercel: Vercel, shown: Shown, release: Release): Promise<string | undefined> {
  if (!isOf(shown, release)) {
    const other = releaseIn(shown.meta)
    return `${shown.id} is ${other ? `${other.image.digest} of run ${other.run}` : "none of ours"}, not ${release.image.digest}`
  }
  const file = dockerfileIn(await readTree(vercel, shown.id))
  if (!file) return `Vercel does not show the Dockerfile that ${shown.id} was built from`
  const built = imageIn(await readFile(vercel, shown.id, file))
  if (built?.digest === release.image.digest && built.repository === release.image.repository) return undefined
  const other = built ? `${built.repository}@${built.digest}` : "by another Dockerfile than ours"
  return `it was built from another image: ${other}, not ${release.image.repository}@${release.image.digest}`
}
