/** Owns the age of a result: one out of the cache that did not pass must not look fresh. Pure. */

/** What a container said of itself; one that died said nothing, and is never in the cache. */
type Run = { startedAt: number; cached: boolean } | { died: string }

/** With the oldest of the runs that came out of the cache, where one did. */
export function aged(text: string, runs: readonly Run[], now: number): string {
  const starts = runs.flatMap((run) => ("cached" in run && run.cached ? [run.startedAt] : []))
  if (starts.length === 0) return text
  const oldest = Math.min(...starts)
  return `${text}; from the cache: ran ${utc(oldest)}, ${ago(now - oldest)} ago`
}

/** Absolute, for whoever is told of it again later. */
export function utc(time: number): string {
  return new Date(time).toISOString().replace("T", " ").replace(/\..*$/, " UTC")
}

const UNITS: [string, number][] = [
  ["d", 86400000],
  ["h", 3600000],
  ["min", 60000],
  ["s", 1000],
]

export function ago(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms >= 2 * length) ?? UNITS.at(-1)!
  return `${Math.max(0, Math.floor(ms / length))} ${unit}`
}
