/** Owns where the benchmark keeps what is not its result: copies, environments, logs, scratch. Nothing of it is in the repository. */
import { homedir } from "node:os"
import { join } from "node:path"

const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache")

export const PLACE = join(cache, "shipway", "bench")
export const SCRATCH = join(PLACE, "samples.jsonl")
export const REPOSITORY = join(import.meta.dirname, "..")

export const place = (...names: string[]) => join(PLACE, ...names)
export const logOf = (name: string) => place("logs", `${name.replaceAll(/[^\w.-]+/g, "-")}.log`)
