/** Owns the split of test files over shards by how long they took before, and the record of how long that was. Pure. */
import type { TestCase } from "../evidence/junit.js"

/** Seconds by test file. */
export type Durations = Record<string, number>

/** The longest first, each to the shard with the least to do: every file in exactly one, no shard without a file. */
export function split(files: readonly string[], durations: Durations, shards: number): string[][] {
  const weight = (file: string) => durations[file] ?? usual(durations)
  const loads = Array.from({ length: Math.min(shards, files.length) }, () => ({ seconds: 0, files: [] as string[] }))
  const longestFirst = files.toSorted((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
  for (const file of longestFirst) {
    const least = loads.reduce((a, b) => (hasLess(b, a) ? b : a))
    least.seconds += weight(file)
    least.files.push(file)
  }
  return loads.map((load) => load.files.toSorted())
}

interface Load {
  seconds: number
  files: string[]
}

/** By number where seconds say nothing: files that took no time at all must not leave a shard empty. */
function hasLess(a: Load, b: Load): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.files.length < b.files.length)
}

/** What a new file is taken for: the mean of the known ones. */
function usual(durations: Durations): number {
  const known = Object.values(durations)
  return known.length === 0 ? 1 : known.reduce((sum, seconds) => sum + seconds, 0) / known.length
}

/** Cases are matched to files by the runner's file, or by a class such as `tests.unit.test_flags.TestDefaults`. */
export function durationsOf(files: readonly string[], cases: readonly TestCase[]): Durations {
  const dotted = files.map((file) => ({ file, module: dots(file.replace(/\.[^./]+$/, "")) }))
  const durations: Durations = {}
  for (const { file, classname, seconds } of cases) {
    const place = dots((file ?? classname).replace(/^\.\//, ""))
    const owner = dotted
      .filter(({ module }) => place === module || place.startsWith(`${module}.`))
      .toSorted((a, b) => b.module.length - a.module.length)[0]
    if (owner) durations[owner.file] = (durations[owner.file] ?? 0) + seconds
  }
  const rounded = Object.entries(durations).map(([file, seconds]) => [file, Math.round(seconds * 1000) / 1000] as const)
  return Object.fromEntries(rounded.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function dots(path: string): string {
  return path.replaceAll("/", ".")
}

/** Refuses what is not a map of numbers: a split by nonsense would be one by nobody's intent. */
export function readDurations(text: string): Durations {
  const read: unknown = JSON.parse(text)
  const entries = read && typeof read === "object" && !Array.isArray(read) ? Object.entries(read) : undefined
  if (!entries?.every(([, seconds]) => typeof seconds === "number" && seconds >= 0))
    throw new Error("not a JSON object of seconds by test file")
  return read as Durations
}
