/** Owns the engine that is measured: one of the benchmark's own, whose cache it may throw away. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { IMAGES } from "../.dagger/lib/images.js"
import { run } from "./exec.js"
import { logOf, place, REPOSITORY } from "./places.js"

/** As bench/run names it for engine/with. */
export const ENGINE_NAME = "bench"

/** What the sample's ci pulls, with what the TypeScript SDK itself starts from. */
const PRESENT = [IMAGES.python, IMAGES.postgres, IMAGES.redis, IMAGES.shell, IMAGES.node]

/** The folder of the benchmark's own engine; any other is refused. */
export function requireOwnEngine(): string {
  const host = process.env["_EXPERIMENTAL_DAGGER_RUNNER_HOST"] ?? ""
  const folder = new RegExp(`^unix://(/.*/${ENGINE_NAME})/`).exec(host)?.[1]
  if (folder === undefined)
    throw new Error(
      `a cold run throws the engine's whole cache away, and ${host || "this engine"} is not the benchmark's own. ` +
        "Run it on a machine where engine/ builds an engine (engine/README.md), or leave the cold scenario out: --scenarios warm,line",
    )
  return folder
}

/**
 * Everything goes, cache volumes as well; then the images are pulled again, for `images present` is what a runner has.
 * Dagger's own prune leaves what results depend on that it means to keep: a test would still come from the cache. An engine
 * that does not know that it was stopped well begins with nothing.
 */
export async function pruneEngine(images: readonly string[] = PRESENT): Promise<void> {
  const folder = requireOwnEngine()
  const own = { cwd: REPOSITORY, env: { SHIPWAY_ENGINE_NAME: ENGINE_NAME } }
  await run(["engine/stop"], { ...own, log: logOf("engine-stop") })
  rmSync(join(folder, "state", "ended-orderly"), { force: true })
  await run(["engine/with", "true"], { ...own, log: logOf("engine-start") })
  if (!readFileSync(logOf("engine-start"), "utf8").includes("it starts with an empty cache"))
    throw new Error("the engine did not say that it starts with an empty cache, so a run would not be cold")
  for (const image of images) await query(`{ container { from(address: "${image}") { rootfs { entries } } } }`, "pull")
}

function query(document: string, name: string): Promise<number> {
  const file = place("query.graphql")
  mkdirSync(place(), { recursive: true })
  writeFileSync(file, document)
  return run(["dagger", "query", "--no-mod", "--progress=plain", "--doc", file], {
    cwd: place(),
    log: logOf(`engine-${name}`),
  })
}

export function dagger(
  words: readonly string[],
  name: string,
  cwd = REPOSITORY,
  env?: Record<string, string>,
): Promise<number> {
  return run(["dagger", "--progress=plain", ...words], { cwd, log: logOf(name), env })
}
