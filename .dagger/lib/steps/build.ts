/** Owns the build step: the Dockerfile, and the proof whether the image is the one that was there before. */
import { type Container, dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"
import { IMAGES } from "../images.js"
import { runTool } from "../exec/run-tool.js"
import { isDeath } from "../exec/tool-end.js"
import { StepStatus } from "../../src/names.js"
import type { Outcome } from "../pipeline/outcome.js"

export function imageOf(source: Directory, config: ResolvedConfig): Container {
  if (!config.image) throw failure("SETTING_MISSING", { key: "image", action: "a build" })
  const context = config.image.include ? source.filter({ include: config.image.include }) : source
  return context.dockerBuild({ dockerfile: config.image.dockerfile })
}

export async function build(
  source: Directory,
  config: ResolvedConfig,
  since: number,
): Promise<Outcome & { built: Container }> {
  const startedAt = Date.now()
  const built = await imageOf(source, config).sync()
  const durationMs = Date.now() - startedAt
  const cached = await isUnchanged(built, since)
  const part = { name: "image", status: StepStatus.Passed, summary: cached ? "unchanged" : "built", durationMs, cached }
  return { status: StepStatus.Passed, summary: cached ? "the image is unchanged" : "a new image", parts: [part], built }
}

/** A build leaves no time stamp; a container that mounts its result does, and runs anew only when the result is new. */
async function isUnchanged(built: Container, since: number): Promise<boolean> {
  const witness = dag.container().from(IMAGES.shell).withMountedDirectory("/image", built.rootfs())
  const run = await runTool(witness, ["true"], { since })
  return !isDeath(run) && run.cached
}
