/** Owns the engine that is measured: one of the benchmark's own, whose cache it may throw away. */
import { mkdirSync, writeFileSync } from "node:fs"
import { IMAGES } from "../.dagger/lib/images.js"
import { run } from "./exec.js"
import { logOf, place, REPOSITORY } from "./places.js"

/** As bench/run names it for engine/with. */
export const ENGINE_NAME = "bench"

/** What the sample's ci pulls, with what the TypeScript SDK itself starts from. */
const PRESENT = [IMAGES.python, IMAGES.postgres, IMAGES.redis, IMAGES.shell, IMAGES.node]

export function requireOwnEngine(): void {
  const host = process.env["_EXPERIMENTAL_DAGGER_RUNNER_HOST"] ?? ""
  if (!host.includes(`/${ENGINE_NAME}/`))
    throw new Error(
      `a cold run throws the engine's whole cache away, and ${host || "this engine"} is not the benchmark's own. ` +
        "Run it on a machine where engine/ builds an engine (engine/README.md), or leave the cold scenario out: --scenarios warm,line",
    )
}

/** Everything goes, cache volumes as well; then the images are pulled again, for `images present` is what a runner has. */
export async function pruneEngine(images: readonly string[] = PRESENT): Promise<void> {
  requireOwnEngine()
  await query("{ engine { localCache { prune } } }", "prune")
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
