/** Owns the beginning of a rehearsal: production serves a release already, so that there is a way back to walk. */
import type { Container, Directory } from "@dagger.io/dagger"
import { StepStatus } from "../../src/names.js"
import { failure } from "../errors.js"
import { askManifest } from "../exec/registry.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import { versionOf } from "../pipeline/request.js"
import { pulled } from "../targets/embedded/index.js"
import { readRecords } from "../targets/embedded/memory.js"
import { liveOf, SHIPPED } from "../targets/embedded/records.js"
import { volume } from "../targets/embedded/volume.js"
import { placeOf } from "../targets/repository.js"
import type { Release } from "../targets/target.js"
import { imageOf } from "./build.js"
import { variablesOf } from "./deploy.js"
import { pushEmbedded } from "./publish.js"

export async function baseline(context: Context): Promise<Outcome> {
  const { release, origin } = await releaseBefore(context)
  const target = context.target("production")
  const { migrate } = context.config.image!
  if (migrate) {
    const { exitCode, output } = await target.migrate(context, "production", release.image, migrate)
    if (exitCode !== 0)
      return { status: StepStatus.Failed, summary: `${origin} cannot migrate an empty database\n${output}` }
  }
  const variables = variablesOf(context, "production", release)
  context.handed.previous = await target.deploy(context, "production", release, variables)
  return { status: StepStatus.Passed, summary: `production serves ${origin}: ${release.image.digest}` }
}

async function releaseBefore(context: Context): Promise<{ release: Release; origin: string }> {
  const { previous } = context.request
  if (previous) return { release: await releaseOf(context, previous), origin: "the release of --previous" }
  const shipped = await lastShipped(context)
  // Back to the very image that is released would be no way at all.
  const other = shipped && shipped.image.digest !== context.handed.image?.digest
  if (other) return { release: shipped, origin: `what run ${shipped.run} shipped` }
  const reason = shipped ? "the last rehearsal shipped this very image" : "no rehearsal has shipped yet"
  return { release: await firstOf(context), origin: `a baseline, because ${reason}` }
}

/** A registry that lost the image has no release to go back to. */
async function lastShipped(context: Context): Promise<Release | undefined> {
  const { clock, config } = context
  const { project } = config
  const shipped = liveOf(await readRecords(volume, clock, { project, environment: "production", scope: SHIPPED }))
  if (!shipped) return undefined
  const { image, version, sha, run } = shipped
  const { repository, digest } = image
  const manifest = await askManifest(await placeOf(context, repository), digest)
  if (manifest.found === "unknown")
    throw failure("RELEASE_UNREAD", { reference: `${repository}@${digest}`, run, reason: manifest.reason })
  return manifest.found === "present" ? { image, version, sha, run } : undefined
}

async function releaseOf(context: Context, source: Directory): Promise<Release> {
  return push(context, imageOf(source, context.config), await versionOf(source))
}

/** The release itself under another name: another digest, by which the two can be told apart. */
async function firstOf(context: Context): Promise<Release> {
  // Out of the registry: an attempt that takes a run up again has not built it.
  const published = pulled(context, handedOn(context.handed.image, "the published image"))
  return push(
    context,
    published.withLabel("shipway.baseline", context.request.version),
    `baseline-${context.request.version}`,
  )
}

async function push(context: Context, built: Container, version: string): Promise<Release> {
  const image = await pushEmbedded(built, context, version)
  return { image, version, sha: version, run: `before-${context.request.run}` }
}
