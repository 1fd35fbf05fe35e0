/**
 * Owns what the time of a rehearsal went into, from Dagger's own spans and the report's timeline. Pure.
 *
 * Tools, starts of services, declared waits and a bake's k6 are what the config asked for; every moment in which none of them
 * was under way is Shipway's own: loading the module, deciding, journal, report.
 */
import type { Span } from "./otlp.js"

export interface Interval {
  start: number
  end: number
}

export interface TimedStep extends Interval {
  name: string
  /** Its tools did not run: what the engine did for it is the price of finding that out. */
  cached: boolean
}

export interface Parts extends Record<string, number> {
  tools: number
  services: number
  waits: number
  /** Of a bake, before its declared time: k6 runs, and Prometheus waits for the first samples. */
  samples: number
  /** Before the function itself began. */
  load: number
  own: number
}

export interface Timeline extends Interval {
  spans: readonly Span[]
  steps: readonly TimedStep[]
  /** How long the bake was to watch. */
  bakeSeconds: number
}

export function splitOf({ start, end, spans, steps, bakeSeconds }: Timeline): Parts {
  const begun = Math.min(end, ...spans.filter(({ name }) => name === "Shipway.rehearse").map((span) => span.start))
  if (begun === end)
    throw new Error("the telemetry tells of no Shipway.rehearse: its spans did not arrive, or have another name")
  const kinds = [
    toolsIn(spans, steps),
    spans.filter(({ name }) => name === "Service.start"),
    waitsIn(steps, bakeSeconds),
    samplesIn(spans, steps, bakeSeconds),
  ]
  // What overlaps counts once, for the first kind that was under way.
  const within = { start, end }
  const lengths = kinds.map((_, index) => lengthOf(kinds.slice(0, index + 1).flat(), within))
  const [tools, services, waits, all] = lengths as [number, number, number, number]
  const load = begun - start
  const own = end - start - all - load
  return { tools, services: services - tools, waits: waits - services, samples: all - waits, load, own }
}

/** The last seconds of a bake are the ones that it was told to watch for; before, its k6 brings the first samples. */
function waitsIn(steps: readonly TimedStep[], seconds: number): Interval[] {
  return steps
    .filter(({ name }) => name.startsWith("bake "))
    .map(({ start, end }) => ({ start: Math.max(start, end - seconds), end }))
}

/** As a service k6 is no exec that anybody waits for: Dagger tells of the process itself. */
function samplesIn(spans: readonly Span[], steps: readonly TimedStep[], seconds: number): Interval[] {
  const bakes = steps.filter(({ name }) => name.startsWith("bake "))
  return spans
    .filter(({ name }) => name.startsWith("exec k6 "))
    .flatMap((k6) =>
      bakes.map((bake) => ({ start: Math.max(k6.start, bake.start), end: Math.min(k6.end, bake.end - seconds) })),
    )
}

/** An exec that really ran is a span of its own where Dagger evaluates it; the journal's are Shipway's. */
function toolsIn(spans: readonly Span[], steps: readonly TimedStep[]): Interval[] {
  const cachedUntil = Math.max(0, ...steps.filter(({ cached }) => cached).map(({ end }) => end))
  const byId = new Map(spans.map((span) => [span.id, span]))
  const calls = new Map(spans.flatMap((span) => digestsOf(span).map((digest) => [digest, span] as const)))
  return spans.filter(
    (span) =>
      span.name === "resume withExec" && span.start >= cachedUntil && !isJournal(execOf(byId.get(span.parent), calls)),
  )
}

/** Up from whoever asked, along what it was called on, to the command. */
function execOf(span: Span | undefined, calls: ReadonlyMap<string, Span>): Span | undefined {
  let at = span
  for (let steps = 0; at && at.name !== "Container.withExec" && steps < 20; steps++)
    at = (at.attributes["dagger.io/dag.inputs"] ?? "")
      .split(" ")
      .map((digest) => calls.get(digest))
      .find((next) => next && next !== at)
  return at
}

function digestsOf({ attributes }: Span): string[] {
  return [attributes["dagger.io/dag.digest"], attributes["dagger.io/dag.output"]].filter(
    (digest) => digest !== undefined,
  )
}

function isJournal(exec: Span | undefined): boolean {
  return exec !== undefined && Buffer.from(exec.attributes["dagger.io/dag.call"] ?? "", "base64").includes("/state.sh")
}

/** How long at least one of them was under way. */
export function lengthOf(intervals: readonly Interval[], within: Interval): number {
  let [length, reached] = [0, within.start]
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const [from, to] = [Math.max(start, reached), Math.min(end, within.end)]
    if (to <= from) continue
    length += to - from
    reached = to
  }
  return length
}
