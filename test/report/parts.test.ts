/** Shows what the report works out: the critical path, time axes, where steps stand, what to type next, the journal's lines. */
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import { criticalPath } from "../../.dagger/lib/report/critical-path.js"
import { axisOf, tickLabel, ticksOf } from "../../.dagger/lib/report/html/axis.js"
import { layoutOf } from "../../.dagger/lib/report/html/graph-layout.js"
import { round, seconds } from "../../.dagger/lib/report/html/words.js"
import { linesOf } from "../../.dagger/lib/report/journal.js"
import { nextOf } from "../../.dagger/lib/report/next.js"
import type { Entry } from "../../.dagger/lib/journal/entry.js"
import { readFileSync } from "node:fs"
import { NEW, part, shipped, stepsOf } from "./sample.js"

const { Passed, Failed, Skipped, Inconclusive } = StepStatus
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
const step = (name: string, from: number, length: number, after: string[] = [], status = Passed) => ({
  name,
  status,
  startedAt: at(from),
  durationMs: length * 1000,
  after,
})

describe("the critical path", () => {
  it.each([
    ["of nothing", [], []],
    ["follows what ended last", [step("a", 0, 5), step("b", 0, 9), step("c", 9, 1, ["a", "b"])], ["b", "c"]],
    [
      "passes over what was skipped",
      [step("a", 0, 5), step("b", 5, 0, ["a"], Skipped), step("c", 5, 2, ["a", "b"])],
      ["a", "c"],
    ],
    [
      "ends with what ended last, not with what comes last",
      [step("a", 0, 9), step("b", 0, 2), step("c", 2, 1, ["b"])],
      ["a"],
    ],
  ])("%s", (_, steps, path) => {
    expect(criticalPath(steps)).toEqual(path)
  })
})

describe("a time axis", () => {
  it("is linear where the run was busy", () => {
    const axis = axisOf([step("a", 0, 50), step("b", 50, 50)])

    expect([0, 25, 100].map((second) => axis.at(Date.parse(at(second))))).toEqual([0, 25, 100])
    expect(axis.pauses).toEqual([])
    expect(axis.ticks.map(({ label }) => label)).toEqual(["0 s", "15 s", "30 s", "45 s", "1:00", "1:15", "1:30"])
  })

  it("cuts out the night in which it waited for a person", () => {
    const axis = axisOf([step("a", 0, 50), step("b", 36000, 50)])

    expect(axis.pauses).toEqual([{ at: 50, ms: 35950000 }])
    expect(axis.at(Date.parse(at(36050)))).toBeCloseTo(100)
    expect(axis.at(Date.parse(at(50)))).toBeLessThan(50)
  })

  it.each([
    [0, "0 s"],
    [75, "1:15"],
    [7200, "2:00 h"],
  ])("labels %d seconds %s", (second, label) => {
    expect(tickLabel(second)).toBe(label)
  })

  it.each([0, 1, 999, 60000, 5000000, 1e9])("has a few round ticks for %d ms", (ms) => {
    expect(ticksOf(ms).length).toBeLessThanOrEqual(9)
  })
})

describe("the picture of the pipeline", () => {
  const layout = layoutOf(
    shipped.steps.map(({ name, after, environment }) => ({ name, after, lane: environment ?? "commit" })),
    ["commit", "staging", "production"],
  )
  const spot = (name: string) => layout.placed.find(({ node }) => node.name === name)!

  it("puts every step behind all that it waited for, and no two on one spot", () => {
    for (const { node, rank } of layout.placed)
      for (const before of node.after) expect(spot(before).rank).toBeLessThan(rank)
    const spots = layout.placed.map(({ node, rank, row }) => [node.lane, rank, row].join("/"))
    expect(new Set(spots).size).toBe(shipped.steps.length)
  })

  it("draws no line that says nothing new", () => {
    expect(layout.edges).toContainEqual({ from: "image", to: "publish" })
    expect(layout.edges).not.toContainEqual({ from: "deploy production", to: "decide production" })
    expect(layout.edges).not.toContainEqual({ from: "publish", to: "readiness production" })
  })
})

describe("what to type next", () => {
  const run = { flow: "release", run: "r1", fault: null, steps: shipped.steps } as const
  const commands = (more: Partial<Parameters<typeof nextOf>[0]> & { verdict: Verdict }) =>
    nextOf({ ...run, ...more }).map(({ command }) => command)

  it.each<[string, Parameters<typeof commands>[0], string]>([
    ["after ci", { verdict: Verdict.Passed, flow: "ci" }, "dagger call rehearse assert"],
    ["after a rehearsal", { verdict: Verdict.Shipped, flow: "rehearse" }, "dagger call release --run=ID assert"],
    [
      "after a fault was found",
      { verdict: Verdict.RolledBack, flow: "rehearse", fault: { name: "x", at: "staging" } },
      "dagger call rehearse assert",
    ],
    [
      "after a failed rollback",
      { verdict: Verdict.RollbackFailed },
      "dagger call status --environment=production summary",
    ],
    [
      "while it waits for a person",
      {
        verdict: Verdict.Stopped,
        steps: [{ ...shipped.steps[0]!, name: "approval production", status: Inconclusive }],
      },
      "dagger call release --run=r1 --approve=NAME assert",
    ],
    [
      "after a suite failed",
      {
        verdict: Verdict.Stopped,
        steps: [
          { ...shipped.steps[1]!, name: "test", parts: [part("unit", Failed), part("api"), part("rag", Failed)] },
        ],
      },
      "dagger call test --only=unit --only=rag assert",
    ],
  ])("%s", (_, ended, first) => {
    expect(commands(ended)[0]).toBe(first)
  })

  it("names functions and flags that exist, for every verdict of every flow", () => {
    const api = readFileSync("test/__snapshots__/module-api.test.ts.snap", "utf8")
    const steps = stepsOf({ lint: Failed })
    for (const verdict of Object.values(Verdict))
      for (const flow of ["ci", "release", "rehearse"] as const)
        for (const command of commands({ verdict, flow, steps })) {
          const [, , name, ...words] = command.split(" ")
          const signature = new RegExp(`Shipway\\.${name}\\((.*)`).exec(api)?.[1]
          expect(signature, command).toBeDefined()
          for (const flag of words.flatMap((word) => /^--([a-z]+)=/.exec(word)?.[1] ?? []))
            expect(signature, command).toMatch(new RegExp(`\\b${flag}\\??:`))
        }
  })
})

it("the journal's lines say who did what, without what the report is itself", () => {
  const deployment = {
    image: { repository: "r", tag: "t", digest: NEW },
    version: "v0",
    sha: "s",
    run: "r0",
    environment: "production" as const,
    variables: { TOKEN: "secret" },
    at: at(0),
  }
  const record = { name: "lint", status: Passed, summary: "s", startedAt: 0, durationMs: 1, cached: false }
  const handed = { deployments: { production: deployment }, previous: deployment }
  const entries: Entry[] = [
    {
      at: at(0),
      attempt: "x",
      type: "opened",
      identity: { flow: "release", project: "p", source: "s", version: "v1", fault: null },
    },
    { at: at(1), attempt: "x", type: "noted", handed },
    { at: at(2), attempt: "x", type: "began", step: "publish" },
    { at: at(3), attempt: "y", type: "ended", step: "lint", record, handed },
    { at: at(4), attempt: "y", type: "told", key: "team:started" },
    { at: at(5), attempt: "y", type: "closed", result: {} },
  ]

  expect(linesOf(entries)).toEqual([
    { at: at(0), attempt: 1, event: "opened", about: "release of v1" },
    { at: at(1), attempt: 1, event: "noted", about: `production served v0, ${NEW}` },
    { at: at(2), attempt: 1, event: "began", about: "publish" },
    { at: at(3), attempt: 2, event: "ended", about: "lint: passed" },
    { at: at(4), attempt: 2, event: "told", about: "team:started" },
  ])
})

it.each([
  [0, "0 s"],
  [0.0123456, "12.3 ms"],
  [0.5, "500 ms"],
  [1.5, "1.5 s"],
  [30.14, "30.1 s"],
  [61, "1 min 1 s"],
])("%d seconds read as %s", (value, text) => {
  expect(seconds(value)).toBe(text)
})

it.each([
  [0, "0"],
  [100, "100"],
  [12.34, "12.3"],
  [0.25, "0.25"],
  [0.00012, "0.00012"],
])("%d reads as %s", (value, text) => {
  expect(round(value)).toBe(text)
})
