/** Shows how a plan runs: in parallel, with failures as outcomes and dependants skipped; and the invariants over any graph. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { StepStatus } from "../../.dagger/src/names.js"
import type { StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import type { PlannedStep } from "../../.dagger/lib/pipeline/plan.js"
import { runPlan } from "../../.dagger/lib/pipeline/run.js"

function step(name: string, needs: string[] = []): PlannedStep {
  return { name, needs, follows: [], kind: "lint", environment: undefined, changes: undefined }
}

/** Runs with a clock that stands still but for `sleep`, and records what began when. */
async function run(steps: PlannedStep[], statuses: Record<string, StepStatus | "throws"> = {}) {
  const events: string[] = []
  const records = await runPlan(steps, {
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    onStart: ({ name }) => Promise.resolve(void events.push(`start ${name}`)),
    onEnd: ({ name, status }) => Promise.resolve(void events.push(`${status} ${name}`)),
    onLeftOut: ({ name, status }) => events.push(`${status} ${name}`),
    execute: async ({ name }) => {
      await new Promise((done) => setImmediate(done))
      const status = statuses[name] ?? StepStatus.Passed
      if (status === "throws") throw new Error(`${name} broke`)
      return { status, summary: name }
    },
  })
  return {
    events,
    records,
    byName: Object.fromEntries(records.map((record) => [record.name, record])) as Record<string, StepRecord>,
  }
}

describe("a run", () => {
  it("starts everything that waits for nothing before anything ends", async () => {
    const { events } = await run([step("lint"), step("test"), step("publish", ["lint", "test"])])

    expect(events).toEqual([
      "start lint",
      "start test",
      "passed lint",
      "passed test",
      "start publish",
      "passed publish",
    ])
  })

  it("goes on with independent work after a failure, and skips dependants with the reason", async () => {
    const { byName } = await run(
      [step("lint"), step("test"), step("publish", ["lint", "test"]), step("deploy", ["publish"])],
      { lint: StepStatus.Failed },
    )

    expect(byName["test"]!.status).toBe("passed")
    expect(byName["publish"]).toMatchObject({ status: "skipped", summary: "because lint failed" })
    expect(byName["deploy"]).toMatchObject({ status: "skipped", summary: "because lint failed" })
  })

  it.each([StepStatus.Inconclusive, StepStatus.Error, StepStatus.Skipped])(
    "does not let %s open a gate",
    async (status) => {
      const { byName } = await run([step("load"), step("deploy", ["load"])], { load: status })

      expect(byName["deploy"]!.status).toBe("skipped")
    },
  )

  it("turns what a step throws into an error outcome", async () => {
    const { byName } = await run([step("lint"), step("deploy", ["lint"])], { lint: "throws" })

    expect(byName["lint"]).toMatchObject({ status: "error", summary: "lint broke" })
    expect(byName["deploy"]).toMatchObject({ status: "skipped", summary: "because lint ended in an error" })
  })

  it("does not execute a step before its start was taken note of, nor end it before its end was", async () => {
    const refused = { onStart: () => Promise.reject(new Error("the journal is full")) }
    const unnoted = { onEnd: () => Promise.reject(new Error("the journal is gone")) }
    const executed: string[] = []
    const one = (options: object) =>
      runPlan([step("deploy")], {
        clock: { now: () => 0, sleep: () => Promise.resolve() },
        execute: ({ name }) => {
          executed.push(name)
          return Promise.resolve({ status: StepStatus.Passed, summary: "" })
        },
        ...options,
      })

    expect(await one(refused)).toMatchObject([{ status: "error", summary: "the journal is full" }])
    expect(executed).toEqual([])
    expect(await one(unnoted)).toMatchObject([{ status: "error", summary: "the journal is gone" }])
    expect(executed).toEqual(["deploy"])
  })

  it("does not run a step again that is remembered, and counts what it came to", async () => {
    const remembered = {
      status: StepStatus.Failed,
      summary: "then",
      name: "lint",
      startedAt: 1,
      durationMs: 2,
      cached: false,
    }
    const executed: string[] = []
    const records = await runPlan([step("lint"), step("test"), step("publish", ["lint", "test"])], {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      recall: ({ name }) => (name === "lint" ? remembered : undefined),
      execute: ({ name }) => {
        executed.push(name)
        return Promise.resolve({ status: StepStatus.Passed, summary: name })
      },
    })

    expect(executed).toEqual(["test"])
    expect(records[0]).toBe(remembered)
    expect(records[2]).toMatchObject({ status: "skipped", summary: "because lint failed" })
  })

  it("shows a step what it needs and follows has left, each once, skipped ones included", async () => {
    const shown: Record<string, string[]> = {}
    const steps = [
      step("migrate"),
      step("deploy", ["migrate"]),
      step("verify", ["deploy"]),
      { ...step("decide", ["migrate"]), follows: ["migrate", "deploy", "verify"] },
    ]
    await runPlan(steps, {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      execute: ({ name }, before) => {
        shown[name] = before.map((one) => `${one.name} ${one.status}`)
        return Promise.resolve({ status: name === "deploy" ? StepStatus.Failed : StepStatus.Passed, summary: name })
      },
    })

    expect(shown).toEqual({
      migrate: [],
      deploy: ["migrate passed"],
      decide: ["migrate passed", "deploy failed", "verify skipped"],
    })
  })

  it("skips a step when all that it follows was skipped, and only then", async () => {
    const decide = { ...step("decide"), follows: ["migrate", "deploy"] }
    const steps = [step("staging"), step("migrate", ["staging"]), step("deploy", ["migrate"]), decide]

    expect((await run(steps, { staging: StepStatus.Failed })).byName["decide"]).toMatchObject({
      status: "skipped",
      summary: "because staging failed",
    })
    expect((await run(steps, { migrate: StepStatus.Failed })).byName["decide"]!.status).toBe("passed")
  })

  it("never starts a step whose needs did not all pass, in any graph", async () => {
    await fc.assert(
      fc.asyncProperty(graphs(), async ({ steps, statuses }) => {
        const { records, byName } = await run(steps, statuses)
        expect(records).toHaveLength(steps.length)
        for (const { name, needs } of steps) {
          const open = needs.every((need) => byName[need]!.status === StepStatus.Passed)
          expect(byName[name]!.status === StepStatus.Skipped && statuses[name] !== StepStatus.Skipped).toBe(
            !open && statuses[name] !== StepStatus.Skipped,
          )
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** Steps that need some of the steps before them, and how each would end. */
function graphs() {
  return fc
    .integer({ min: 1, max: 12 })
    .chain((size) =>
      fc.record({
        edges: fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: size, maxLength: size }),
        ends: fc.array(fc.constantFrom(...Object.values(StepStatus), "throws" as const), {
          minLength: size,
          maxLength: size,
        }),
      }),
    )
    .map(({ edges, ends }) => ({
      steps: edges.map((picks, index) =>
        step(`s${index}`, index === 0 ? [] : [...new Set(picks.map((pick) => `s${pick % index}`))]),
      ),
      statuses: Object.fromEntries(ends.map((end, index) => [`s${index}`, end])),
    }))
}
