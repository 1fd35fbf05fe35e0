/** Shows what counts as Shipway's own time: every moment without a tool, a start of a service, or a declared wait. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Span } from "../../bench/measure/otlp.js"
import { lengthOf, splitOf, type TimedStep } from "../../bench/measure/split.js"

let id = 0
const span = (name: string, start: number, end: number, more: Partial<Span> = {}): Span => ({
  ...{ id: String(++id), parent: "", name, start, end, attributes: {} },
  ...more,
})
const step = (name: string, start: number, end: number, cached = false): TimedStep => ({ name, start, end, cached })
/** A tool as Dagger tells it: who asked, on which container, and the command that made that container. */
function tool(start: number, end: number, command = "alembic upgrade head"): Span[] {
  const digest = `xxh3:${++id}`
  const exec = span("Container.withExec", start, start, {
    attributes: { "dagger.io/dag.digest": digest, "dagger.io/dag.call": Buffer.from(command).toString("base64") },
  })
  const asked = span("Container.stdout", start, end, { attributes: { "dagger.io/dag.inputs": digest } })
  return [exec, asked, span("resume withExec", start, end, { parent: asked.id })]
}
const split = (spans: Span[], steps: TimedStep[] = []) =>
  splitOf({ start: 0, end: 100, steps, bakeSeconds: 20, spans: [span("Shipway.rehearse", 10, 100), ...spans] })

describe("the time of a rehearsal", () => {
  it("is all Shipway's own when nothing else was under way", () =>
    expect(split([])).toEqual({ tools: 0, services: 0, waits: 0, samples: 0, load: 10, own: 90 }))

  it("is a tool's while one runs, a service's while one starts, and the bake's to the end of it", () =>
    expect(split([...tool(20, 30), span("Service.start", 25, 35)], [step("bake production", 50, 78)])).toEqual({
      ...{ tools: 10, services: 5, waits: 20, samples: 0, load: 10, own: 55 },
    }))

  it("is k6's in a bake until the declared time begins", () =>
    expect(split([span("exec k6 run --quiet", 52, 79)], [step("bake production", 50, 78)])).toMatchObject({
      ...{ waits: 20, samples: 6, own: 64 },
    }))

  it("is not k6's in any other step", () =>
    expect(split([span("exec k6 run --quiet", 20, 30)], [step("bake production", 50, 78)]).samples).toBe(0))

  it("counts tools that run at once once", () =>
    expect(split([...tool(20, 30), ...tool(22, 28), ...tool(29, 40)]).tools).toBe(20))

  it("is Shipway's own in the journal", () => {
    expect(split(tool(20, 30, "sh /state.sh append")).tools).toBe(0)
    expect(split(tool(20, 30, "sh /shipway/run.sh")).tools).toBe(10)
  })

  it("is Shipway's own where a step came from the cache", () =>
    expect(
      split([...tool(12, 14), ...tool(40, 44)], [step("lint", 11, 15, true), step("load staging", 39, 45)]).tools,
    ).toBe(4))

  it("cannot be told without telemetry", () =>
    expect(() => splitOf({ start: 0, end: 100, spans: [], steps: [], bakeSeconds: 0 })).toThrow("no Shipway.rehearse"))

  it("is told completely", () => {
    const interval = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(fc.array(interval), fc.array(interval), (tools, starts) => {
        // Load is counted up to the function; nothing of these is under way before it.
        const after = (at: number) => 10 + at * 0.9
        const parts = split([
          ...tools.flatMap(([from, to]) => tool(after(from), after(to))),
          ...starts.map(([from, to]) => span("Service.start", after(from), after(to))),
        ])
        expect(Object.values(parts).reduce((sum, value) => sum + value, 0)).toBeCloseTo(100)
        expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(-1e-9)
      }),
    )
  })
})

it("the length of a union is that of its moments", () => {
  const interval = fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const moments = Array.from({ length: 50 }, (_, at) => at).filter((at) =>
        intervals.some(({ start, end }) => start <= at && at < end),
      )
      expect(lengthOf(intervals, { start: 0, end: 50 })).toBe(moments.length)
    }),
  )
})
