/** Shows which events come of a decision and of an ending, and that the same event always has the same key. */
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import { keyOf } from "../../.dagger/lib/notify/event.js"
import { decided, finished, started } from "../../.dagger/lib/notify/events.js"
import { critical, keep, minor, rollBack, subject } from "./sample.js"

const failed = { name: "verify production", status: StepStatus.Failed, summary: "2 of 3 probes failed\nchat, banner" }
const steps = [
  { name: "lint", status: StepStatus.Passed, summary: "clean" },
  failed,
  { name: "bake production", status: StepStatus.Skipped, summary: "because verify production failed" },
]
const leave = { ...rollBack, action: "leave", rule: "no-way-back" } as const

describe("a decision", () => {
  it.each([
    ["to roll back pages at once", rollBack, [critical, minor], ["page critical-rolls-back"]],
    ["to keep it opens an issue per minor finding", keep, [minor, critical], ["issue verify production / banner"]],
    ["without page or issue tells nobody", { ...keep, issue: false }, [minor], []],
    [
      "may do both",
      { ...rollBack, issue: true },
      [critical, minor],
      ["page critical-rolls-back", "issue verify production / banner"],
    ],
  ] as const)("%s", (_, decision, findings, expected) => {
    expect(decided(subject, decision, findings).map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(expected)
  })

  it("says what is being done, why, and what was found", () => {
    expect(decided(subject, rollBack, [critical])[0]).toMatchObject({
      title: "shop 1.4.0 is being rolled back",
      text: "chat failed",
      urgency: "critical",
      findings: [critical],
    })
  })
})

describe("an ending", () => {
  it.each([
    ["passed (ci)", Verdict.Passed, undefined, []],
    ["shipped", Verdict.Shipped, undefined, ["shipped release"]],
    ["shipped after a page", Verdict.Shipped, rollBack, ["shipped release", "resolved critical-rolls-back"]],
    ["stopped", Verdict.Stopped, undefined, ["stopped verify production"]],
    ["rolled back", Verdict.RolledBack, rollBack, ["rolled-back verify production", "resolved critical-rolls-back"]],
    ["rolled back, unpaged", Verdict.RolledBack, { ...rollBack, page: false }, ["rolled-back verify production"]],
    [
      "a rollback that failed is paged, whatever was before",
      Verdict.RollbackFailed,
      rollBack,
      ["rollback-failed verify production", "page rollback-failed"],
    ],
    [
      "left degraded without a decision is paged",
      Verdict.LeftDegraded,
      undefined,
      ["left-degraded verify production", "page left-degraded"],
    ],
    ["left degraded as paged before", Verdict.LeftDegraded, leave, ["left-degraded verify production"]],
  ] as const)("%s", (_, verdict, decision, expected) => {
    const told = finished(subject, { verdict, steps: verdict === Verdict.Shipped ? [] : steps }, decision)

    expect(told.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual(expected)
  })

  it("names what did not pass, by its first line, and nothing that passed or was skipped", () => {
    expect(finished(subject, { verdict: Verdict.Stopped, steps })[0]!.text).toBe(
      "verify production failed: 2 of 3 probes failed",
    )
  })

  it("never leaves a bad release without a page", () => {
    for (const verdict of [Verdict.RollbackFailed, Verdict.LeftDegraded])
      for (const decision of [undefined, rollBack, leave, keep, { ...leave, page: false }]) {
        const all = [
          ...(decision ? decided(subject, decision, [critical]) : []),
          ...finished(subject, { verdict, steps }, decision),
        ]
        expect(all.map(({ kind }) => kind)).toContain("page")
      }
  })
})

describe("keys", () => {
  it("are project, environment, run, reason and kind", () => {
    expect(keyOf(started(subject)[0]!)).toBe("shop/production/run-7/release/started")
    expect(keyOf(decided(subject, rollBack, [])[0]!)).toBe("shop/production/run-7/critical-rolls-back/page")
  })

  it("do not depend on when an event was built", () => {
    const later = { ...subject, at: "2026-11-24T11:00:00.000Z" }

    expect(keyOf(started(later)[0]!)).toBe(keyOf(started(subject)[0]!))
  })
})

it("the first release ever is told as that", () => {
  expect(started({ ...subject, previous: null })[0]!.title).toBe(
    "shop 1.4.0 is being released to production, the first release",
  )
})
