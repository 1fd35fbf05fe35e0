/**
 * Owns what a host remembers of releases: an empty volume with labels for each, so that it outlives engine, containers
 * and `docker system prune`; and a tag on each remembered image, so that no prune of untagged images takes it.
 */
import { describe } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Deployment, Image } from "../target.js"
import { ask, type DockerHost, look, referenceOf } from "./host.js"
import { labelsOf, readLabels, RECORD_LABEL } from "./labels.js"
import type { Seen } from "./seen.js"

/** How many releases of a service are remembered, with their images. */
export const KEPT = 10
const SECONDS = 60

export interface KnownRelease {
  /** The volume's. */
  name: string
  kind: "live" | "down"
  at: string
  /** Nothing where the labels are not whole, or it was taken down. */
  deployment: Deployment | undefined
}

/** Newest first. */
export function recordsIn(seen: Seen, environment: EnvironmentName): KnownRelease[] {
  return seen.records
    .map(({ name, labels }): KnownRelease => {
      const at = labels["shipway.at"] ?? ""
      const kind = labels["shipway.kind"] === "down" ? "down" : "live"
      return { name, kind, at, deployment: kind === "live" ? readLabels(labels, environment, at) : undefined }
    })
    .toSorted((one, other) => other.at.localeCompare(one.at))
}

/** What may go, and which images no kept release needs any more. */
export function outdated(records: readonly KnownRelease[]): { names: string[]; images: Image[] } {
  const [kept, gone] = [records.slice(0, KEPT), records.slice(KEPT)]
  const needed = new Set(kept.flatMap(({ deployment }) => deployment?.image.digest ?? []))
  const images = gone.flatMap(({ deployment }) => deployment?.image ?? []).filter(({ digest }) => !needed.has(digest))
  return { names: gone.map(({ name }) => name), images }
}

/** Written once: a second attempt finds that the newest record is this very release already. */
export async function recordLive(host: DockerHost, deployment: Deployment): Promise<void> {
  const [newest] = recordsIn(await look(host), host.environment)
  const { image, run, variables } = deployment
  if (newest?.deployment?.image.digest === image.digest && newest.deployment.run === run) return
  await ask(host, "tag the image", ["docker", "tag", referenceOf(image), keptAs(host, image)], { seconds: SECONDS })
  await write(host, "live", labelsOf(deployment, variables))
  await forget(host)
}

export async function recordDown(host: DockerHost): Promise<void> {
  await write(host, "down", {})
}

async function write(host: DockerHost, kind: KnownRelease["kind"], about: Record<string, string>): Promise<void> {
  const { project, options, context } = host
  const now = new Date(context.clock.now())
  const of = `${project}/${options.service}`
  const labels = { ...about, [RECORD_LABEL]: of, "shipway.kind": kind, "shipway.at": now.toISOString() }
  const words = Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`])
  const name = `shipway-${project}-${options.service}-${now.getTime()}`
  await ask(host, "write down the release", ["docker", "volume", "create", ...words, name], { seconds: SECONDS })
}

/** Never worth failing a release for. */
async function forget(host: DockerHost): Promise<void> {
  const { names, images } = outdated(recordsIn(await look(host), host.environment))
  if (names.length === 0) return
  const commands = [
    ["docker", "volume", "rm", ...names],
    ...images.map((image) => ["docker", "image", "rm", keptAs(host, image)]),
  ]
  for (const argv of commands)
    await ask(host, "forget old releases", argv, { seconds: SECONDS }).catch((error: unknown) => {
      host.context.announce(`· ${describe(error)}`)
    })
}

/** The name under which an image stays on the host. */
function keptAs({ project, options }: DockerHost, { digest }: Image): string {
  return `shipway/${project}-${options.service}:${digest.slice("sha256:".length)}`
}
