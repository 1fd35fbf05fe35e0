/** Owns the files that a run writes: results.json, the picture, and the tables between the markers of the documents. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { format, resolveConfig } from "prettier"
import { REPOSITORY } from "./places.js"
import { plotOf } from "./plot.js"
import type { Results } from "./results.js"
import { blocksOf, placed } from "./tables.js"

export const PAGES = ["README.md", "docs/performance.md"]
export const RESULTS = "bench/results.json"
export const PLOT = "docs/performance.svg"

export async function writeAll(results: Results): Promise<void> {
  writeFileSync(join(REPOSITORY, RESULTS), printed(results))
  writeFileSync(join(REPOSITORY, PLOT), plotOf(results))
  for (const page of PAGES) await put(page, placed(readFileSync(join(REPOSITORY, page), "utf8"), blocksOf(results)))
}

/** One line for each sample, so that two runs can be compared. */
export function printed({ samples, ...results }: Results): string {
  const lines = samples.map((sample) => `    ${JSON.stringify(sample)}`)
  return `${JSON.stringify(results, null, 2).slice(0, -2)},\n  "samples": [\n${lines.join(",\n")}\n  ]\n}\n`
}

/** As `npm run format` would leave it. */
export async function formatted(path: string, text: string): Promise<string> {
  const file = join(REPOSITORY, path)
  return format(text, { ...(await resolveConfig(file)), filepath: file })
}

async function put(path: string, text: string): Promise<void> {
  writeFileSync(join(REPOSITORY, path), await formatted(path, text))
}
