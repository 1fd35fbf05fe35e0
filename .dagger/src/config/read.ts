/** Owns finding the config file in the source. */
import type { Directory } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { loadConfig } from "./load.js"
import type { ResolvedConfig } from "./resolve.js"

export async function readConfig(source: Directory, path: string): Promise<ResolvedConfig> {
  if (!(await source.exists(path))) throw failure("CONFIG_MISSING", { path })
  return loadConfig(await source.file(path).contents(), path)
}
