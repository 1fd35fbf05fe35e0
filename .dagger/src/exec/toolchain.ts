/** Owns the prepared environment: one layer with everything installed, shared by all tools and suites. */
import { CacheSharingMode, type Container, dag, type Directory } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"

/** Where the source lies in a tool's container. */
export const WORKDIR = "/src"

/** Keyed by the lock files alone: an edit of the source never installs anything again. */
export function prepared(source: Directory, config: ResolvedConfig): Container {
  const { image, lockFiles, install, caches, variables } = config.toolchain
  let container = dag.container().from(image).withWorkdir(WORKDIR)
  for (const [name, value] of Object.entries(variables))
    container = container.withEnvVariable(name, value, { expand: true })
  if (install.length === 0) return container
  for (const [name, path] of Object.entries(caches)) {
    const volume = dag.cacheVolume(`shipway-${name}`)
    container = container.withMountedCache(path, volume, { sharing: CacheSharingMode.Locked })
  }
  container = container.withDirectory(WORKDIR, workspace(source, config, lockFiles))
  for (const command of install) container = container.withExec(command)
  for (const path of Object.values(caches)) container = container.withoutMount(path)
  return container
}

/** The files that a tool declared it reads; it runs again only when one of them changed. */
export function workspace(source: Directory, config: ResolvedConfig, inputs: string[] | undefined): Directory {
  const directory = config.directory === "." ? source : source.directory(config.directory)
  return inputs ? directory.filter({ include: inputs }) : directory
}

export function withSource(
  base: Container,
  source: Directory,
  config: ResolvedConfig,
  inputs: string[] | undefined,
): Container {
  return base.withMountedDirectory(WORKDIR, workspace(source, config, inputs))
}

/** After the installs, which a rerun need not repeat. */
export function anew(base: Container, rerun: string | undefined): Container {
  return rerun ? base.withEnvVariable("SHIPWAY_RERUN", rerun) : base
}
