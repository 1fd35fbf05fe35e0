/** Shows what a bake proves: who fired, and that silence without evidence is never a pass. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Severity, StepStatus } from "../../.dagger/src/names.js"
import type { Spell } from "../../.dagger/lib/observability/timeline.js"
import { judgeBake, type Seen } from "../../.dagger/lib/observability/verdict.js"
import { alert, alerts, origin, state } from "./observed.js"

const terms = { evidencePercent: 80, origin, since: 100 }

const quiet: Seen = {
  states: alerts.map(({ name }) => state(name)),
  spells: [],
  evidence: { Errors: 100, Slow: 100, Odd: 100 },
  measured: alerts.map(({ name }) => name),
  scraped: 100,
  problem: undefined,
}

const fires = (alert: string, more: Partial<Spell> = {}): Spell => ({
  alert,
  state: "firing",
  from: 106,
  until: 110,
  labels: {},
  ours: true,
  ...more,
})

const without = (name: string) => quiet.states.filter((one) => one.name !== name)
const instead = (name: string, change: object) => [...without(name), { ...state(name), ...change }]

describe("the verdict of a bake", () => {
  it.each<[string, Partial<Seen>, string, string | undefined]>([
    ["all quiet, with evidence", {}, "passed", undefined],
    [
      "evidence for just as much of the window as is needed",
      { evidence: { Errors: 80, Slow: 80, Odd: 80 } },
      "passed",
      undefined,
    ],
    ["a platform that nobody can scrape", { scraped: undefined }, "passed", undefined],
    ["a critical alert", { spells: [fires("Errors")] }, "failed", "critical"],
    ["a critical alert that ended", { spells: [fires("Errors", { until: 106 })] }, "failed", "critical"],
    [
      "an alert that fires only since the last evaluation",
      { states: instead("Slow", state("Slow", "firing")) },
      "failed",
      "major",
    ],
    ["a major alert", { spells: [fires("Slow")] }, "failed", "major"],
    ["a major and a critical alert", { spells: [fires("Slow"), fires("Errors")] }, "failed", "critical"],
    ["a minor alert", { spells: [fires("Odd")] }, "passed", "minor"],
    [
      "a minor alert beside a rule without evidence",
      { spells: [fires("Odd")], evidence: { Errors: 100, Slow: 0, Odd: 100 } },
      "inconclusive",
      "major",
    ],
    [
      "a critical alert although another rule has no evidence",
      { spells: [fires("Errors")], evidence: { Errors: 10, Slow: 0, Odd: 0 } },
      "failed",
      "critical",
    ],
    [
      "an alert that was there before, or is another's",
      { spells: [fires("Errors", { ours: false })] },
      "passed",
      undefined,
    ],
    [
      "another release's alert in the rules",
      { states: instead("Errors", state("Errors", "firing", { ...origin, digest: "sha256:old" })) },
      "passed",
      undefined,
    ],
    ["no traffic", { evidence: { Errors: 0, Slow: 0, Odd: 0 } }, "inconclusive", "major"],
    [
      "evidence for too little of the window",
      { evidence: { Errors: 79.9, Slow: 100, Odd: 100 } },
      "inconclusive",
      "major",
    ],
    ["evidence nobody asked for", { evidence: {} }, "inconclusive", "major"],
    ["scrapes that failed too often", { scraped: 79 }, "inconclusive", "major"],
    ["no scrape at all", { scraped: 0 }, "inconclusive", "major"],
    [
      "an alert over a service that was never read",
      { scraped: 0, measured: [], spells: [fires("Errors")] },
      "inconclusive",
      "major",
    ],
    [
      "an alert whose evidence was never there",
      { evidence: { Errors: 0, Slow: 100, Odd: 100 }, measured: ["Slow", "Odd"], spells: [fires("Errors")] },
      "inconclusive",
      "major",
    ],
    [
      "an alert whose evidence ended before the window",
      { evidence: { Errors: 0, Slow: 0, Odd: 0 }, scraped: 0, spells: [fires("Errors", { from: 99 })] },
      "failed",
      "critical",
    ],
    ["pending at the end", { states: instead("Errors", state("Errors", "pending")) }, "inconclusive", "major"],
    ["pending and over before the end", { spells: [fires("Errors", { state: "pending" })] }, "passed", undefined],
    ["a rule that Prometheus does not have", { states: without("Slow") }, "inconclusive", "major"],
    ["a rule that was never evaluated", { states: instead("Slow", { health: "unknown" }) }, "inconclusive", "major"],
    [
      "a rule that cannot be evaluated",
      { states: instead("Slow", { health: "err", lastError: "many-to-many" }) },
      "inconclusive",
      "major",
    ],
    ["nothing seen at all", { states: [], spells: [], evidence: {}, scraped: 0 }, "inconclusive", "major"],
  ])("%s", (_, change, status, severity) => {
    const verdict = judgeBake(alerts, { ...quiet, ...change }, terms)

    expect(verdict).toMatchObject({ status, severity })
    expect(verdict.rules.map(({ name }) => name)).toEqual(["Errors", "Slow", "Odd"])
  })

  it("is inconclusive over no rules", () => {
    expect(judgeBake([], quiet, terms).status).toBe("inconclusive")
  })

  it("says when it fired, what it means, and why there is no evidence", () => {
    const rules = [alert("Errors", Severity.Critical, { summary: "Too many errors" }), alert("Slow", Severity.Major)]
    const seen = {
      ...quiet,
      spells: [fires("Errors")],
      evidence: { Errors: 50, Slow: 12.5 },
      problem: "HTTP status 404",
    }

    expect(judgeBake(rules, seen, terms).rules.map(({ summary }) => summary)).toEqual([
      "fired 6 s into the bake: Too many errors [critical]",
      "its evidence, Slow_evidence, was there 12 % of the time; 80 % are needed (HTTP status 404)",
    ])
  })

  it("never passes with a rule that has less evidence than is needed, is not evaluated, or is still pending", () => {
    const seen = fc.record({
      evidence: fc.record({ Errors: percent, Slow: percent, Odd: percent }),
      scraped: fc.option(percent, { nil: undefined }),
      health: fc.constantFrom("ok", "err", "unknown"),
      active: fc.constantFrom(undefined, "pending", "firing"),
      spells: fc.array(fc.constantFrom("Errors", "Slow", "Odd").map((name) => fires(name))),
    })
    fc.assert(
      fc.property(seen, ({ evidence, scraped, health, active, spells }) => {
        const states = alerts.map(({ name }) => ({ ...state(name, active as "firing" | undefined), health }))
        const { status, rules } = judgeBake(alerts, { ...quiet, states, spells, evidence, scraped }, terms)
        const good =
          health === "ok" &&
          active === undefined &&
          (scraped ?? 100) >= 80 &&
          Math.min(...Object.values(evidence)) >= 80
        const hushed = rules.filter(({ status }) => status === StepStatus.Passed).map(({ name }) => name)
        if (!good) for (const name of hushed) expect(evidence[name as "Odd"]).toBeGreaterThanOrEqual(80)
        if (status === StepStatus.Passed) expect(good || spells.some(({ alert }) => alert === "Odd")).toBe(true)
        if (status === StepStatus.Passed) expect(spells.some(({ alert }) => alert !== "Odd")).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

const percent = fc.integer({ min: 0, max: 100 })
