/** Owns the call that proves a source and changes nothing; apart from releases, whose code it does not load. */
import { readConfig } from "../config/read.js"
import { runFlow } from "../pipeline/flow.js"
import { contextOf, type Given } from "./given.js"
import type { Written } from "./written.js"

export async function ci(given: Given, rerun: string | undefined): Promise<Written> {
  const config = await readConfig(given.source, given.config)
  const context = await contextOf(given, config, { rerun })
  // Loaded while the steps run.
  const [{ written }, finished] = await Promise.all([import("./written.js"), runFlow("ci", context)])
  return written(finished)
}
