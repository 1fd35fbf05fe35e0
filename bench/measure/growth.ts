/** Owns the measurements of growth: the same call over more tools, more suites, more shards, larger reports. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { copyTo } from "../copy.js"
import { dagger } from "../engine.js"
import { place } from "../places.js"
import { type Bench, nonce } from "./bench.js"
import { type Case, reportsOf, shardsOf, suitesOf, toolsOf } from "./growth-cases.js"

interface Kind {
  sizes: readonly number[]
  /** What to call, and what its report has to hold for n. */
  step: "lint" | "test"
  of: (n: number, input: string) => Case
  /** The tools are in the cache; only the function runs, for a file that they do not read has changed. */
  cached?: true
}

const KINDS: Record<string, Kind> = {
  "lint-tools": { sizes: [1, 10, 100], step: "lint", of: toolsOf },
  "lint-tools-cached": { sizes: [1, 10, 100], step: "lint", of: toolsOf, cached: true },
  suites: { sizes: [1, 10, 100], step: "test", of: suitesOf },
  "suites-cached": { sizes: [1, 10, 100], step: "test", of: suitesOf, cached: true },
  shards: { sizes: [1, 2, 4, 8], step: "test", of: shardsOf },
  "report-tests": { sizes: [100, 1000, 10_000, 100_000], step: "test", of: reportsOf },
}

export function growthBench(): Bench {
  const module = place("growth", "module")
  copyTo(module)
  let loaded = false
  return {
    cells: Object.entries(KINDS).flatMap(([scenario, { sizes }]) =>
      sizes.map((n) => ({ group: "growth" as const, scenario, way: String(n) })),
    ),
    async measure({ scenario, way }) {
      const { step, of, cached } = KINDS[scenario]!
      const [folder, input] = [place("growth", "repository"), nonce()]
      const call = (unread: string) => callOn(module, folder, step, of(Number(way), input), unread)
      // The first call may have the module to load, which is not what grows.
      if (!loaded) await callOn(module, folder, "lint", toolsOf(1, nonce()), "first")
      loaded = true
      if (cached) await call("before")
      return { seconds: await call(cached ? "after" : "once") }
    },
  }
}

async function callOn(
  module: string,
  folder: string,
  step: Kind["step"],
  { files, expected }: Case,
  unread: string,
): Promise<number> {
  const out = place("growth", "out")
  for (const path of [folder, out]) rmSync(path, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries({ ...files, "unread.txt": unread })) writeFileSync(join(folder, name), text)
  const seconds = await dagger(
    ["-m", module, "call", step, `--source=${folder}`, "report", "export", "--path", out],
    "growth",
    folder,
  )
  const left = existsSync(out) ? readdirSync(out).filter((name) => name !== "lint.sarif") : []
  if (left.length !== expected)
    throw new Error(`${step} left ${left.length} results where ${expected} were wanted: ${left.slice(0, 5).join(", ")}`)
  return seconds
}
