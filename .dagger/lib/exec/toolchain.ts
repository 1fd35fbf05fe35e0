/** Owns the prepared environment: one layer with everything installed, shared by all tools and suites. */
import { CacheSharingMode, type Container, dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedToolchain } from "../config/presets.js"
import type { ResolvedConfig, Tool } from "../config/resolve.js"

/** Where the source lies in a tool's container. */
export const WORKDIR = "/src"

/** Keyed by the lock files alone: an edit of the source never installs anything again. */
export function prepared(
  source: Directory,
  config: ResolvedConfig,
  toolchain: ResolvedToolchain = config.toolchain,
): Container {
  const { image, imageSetup, lockFiles, install, caches, buildCaches, variables } = toolchain
  let container = dag.container().from(image).withWorkdir(WORKDIR)
  for (const [name, value] of Object.entries(variables))
    container = container.withEnvVariable(name, value, { expand: true })
  for (const command of imageSetup) container = container.withExec(command)
  container = withCaches(container, buildCaches, CacheSharingMode.Shared)
  if (install.length === 0) return container
  container = withCaches(container, caches, CacheSharingMode.Locked)
  container = container.withDirectory(WORKDIR, workspace(source, config, lockFiles))
  for (const command of install) container = container.withExec(command)
  for (const path of Object.values(caches)) container = container.withoutMount(path)
  return container
}

/** Filled once per set of lock files with what a tool keeps of the dependencies; an edit of the source leaves it as it is. */
export function warmed(source: Directory, config: ResolvedConfig, { toolchain, prepare }: Tool): Container {
  const container = prepared(source, config, toolchain)
  const { lockFiles } = toolchain ?? config.toolchain
  if (!prepare) return container
  return container.withDirectory(WORKDIR, workspace(source, config, lockFiles)).withExec(prepare)
}

function withCaches(container: Container, caches: Record<string, string>, sharing: CacheSharingMode): Container {
  return Object.entries(caches).reduce(
    (next, [name, path]) => next.withMountedCache(path, dag.cacheVolume(`shipway-${name}`), { sharing }),
    container,
  )
}

/** The files that a tool declared it reads; it runs again only when one of them changed. */
export function workspace(source: Directory, config: ResolvedConfig, inputs: string[] | undefined): Directory {
  const directory = config.directory === "." ? source : source.directory(config.directory)
  if (!inputs) return directory
  // A filter without patterns would let everything through.
  return inputs.length === 0 ? dag.directory() : directory.filter({ include: inputs })
}

/** Patterns that match no file: a tool over nothing finds nothing, which would look like a pass. */
export async function unmatched(
  source: Directory,
  config: ResolvedConfig,
  inputs: string[] | undefined,
): Promise<string[]> {
  const directory = workspace(source, config, undefined)
  const wanted = (inputs ?? []).filter((pattern) => !pattern.startsWith("!"))
  const found = await Promise.all(wanted.map((pattern) => directory.glob(pattern)))
  return wanted.filter((_, index) => found[index]!.length === 0)
}

/** Over the prepared environment, and over the source in turn what was installed where the source lies. */
export function withSource(
  base: Container,
  source: Directory,
  config: ResolvedConfig,
  inputs: string[] | undefined,
  { installed }: ResolvedToolchain = config.toolchain,
): Container {
  // An install of nothing leaves no folder: an empty one over it changes nothing else.
  const folderIn = (path: string) => base.withDirectory(path, dag.directory()).directory(path)
  return installed
    .map((folder) => `${WORKDIR}/${folder}`)
    .reduce(
      (container, path) => container.withMountedDirectory(path, folderIn(path)),
      base.withMountedDirectory(WORKDIR, workspace(source, config, inputs)),
    )
}

/** After the installs, which a rerun need not repeat. */
export function anew(base: Container, rerun: string | undefined): Container {
  return rerun ? base.withEnvVariable("SHIPWAY_RERUN", rerun) : base
}
