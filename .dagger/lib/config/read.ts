/** Owns finding the config file in the source. */
import type { Directory } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { type Loaded, loadConfig, loadWithPlaces } from "./load.js"
import type { ResolvedConfig } from "./resolve.js"

export async function readConfig(source: Directory, path: string): Promise<ResolvedConfig> {
  return loadConfig(await textOf(source, path), path)
}

/** For whoever says where a value comes from. */
export async function readWithPlaces(source: Directory, path: string): Promise<Loaded> {
  return loadWithPlaces(await textOf(source, path), path)
}

async function textOf(source: Directory, path: string): Promise<string> {
  if (!(await source.exists(path))) throw failure("CONFIG_MISSING", { path })
  return source.file(path).contents()
}
