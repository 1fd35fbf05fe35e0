/** Shows what the policy decides, over every severity, outcome and ability of the platform. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Rollback, type RollbackPolicy } from "../../.dagger/lib/config/rollback-schema.js"
import { Severity } from "../../.dagger/src/names.js"
import type { Decision, Finding, MigrationVerdict, Situation } from "../../.dagger/lib/rollback/decision.js"
import {
  decideAfter,
  decideOn,
  inWords,
  superseded,
  undecided,
  type WindowEnd,
} from "../../.dagger/lib/rollback/policy.js"
import { critical, finding, major, minor, policy, previous, situation } from "./situations.js"

/** One line per decision: the table is meant to be read. */
function told({ action, rule, obstacle, page, issue }: Decision): string {
  return [`${action} by ${obstacle ? `${rule}, ${obstacle}` : rule}`, page && "page", issue && "issue"]
    .filter(Boolean)
    .join(" + ")
}

const decided = (more: Partial<Situation>, changed: RollbackPolicy = policy) => told(decideOn(changed, situation(more)))

describe("the worst finding decides", () => {
  it.each<[string, Finding[], string]>([
    ["nothing", [], "keep by nothing-found"],
    ["minor", [minor], "keep by minor-only + issue"],
    ["major", [major], "fix-window by major"],
    ["critical", [critical], "roll-back by critical + page + issue"],
    ["minor, major", [minor, major], "fix-window by major"],
    ["major, minor", [major, minor], "fix-window by major"],
    ["minor, critical, major", [minor, critical, major], "roll-back by critical + page + issue"],
  ])("of %s", (_, findings, expected) => {
    expect(decided({ findings })).toBe(expected)
  })
})

const takeDown = Rollback.parse({ firstRelease: "take-down" })
const bold = Rollback.parse({ migrations: { irreversible: "roll-back" } })
const shy = Rollback.parse({ migrations: { reversible: "leave" } })
const unable = { able: false, reason: "the image is gone" }

/** [what stands in the way, the situation, the policy, what becomes of a release that has to go back] */
const ways: [string, Partial<Situation>, RollbackPolicy, string][] = [
  ["nothing", {}, policy, "roll-back by RULE"],
  ["backward-compatible migrations", { migrations: "backward-compatible" }, policy, "roll-back by RULE"],
  ["reversible migrations", { migrations: "reversible" }, policy, "roll-back by RULE"],
  ["reversible migrations, forbidden", { migrations: "reversible" }, shy, "leave by RULE, not-expand-only"],
  ["irreversible migrations", { migrations: "irreversible" }, policy, "leave by RULE, irreversible"],
  ["irreversible migrations, allowed", { migrations: "irreversible" }, bold, "roll-back by RULE"],
  ["unknown migrations", { migrations: "unknown" }, policy, "leave by RULE, migrations-unknown"],
  ["unknown migrations, allowed", { migrations: "unknown" }, bold, "roll-back by RULE"],
  ["a platform that cannot", { wayBack: unable }, policy, "leave by RULE, no-way-back"],
  [
    "a platform that cannot, after allowed migrations",
    { wayBack: unable, migrations: "irreversible" },
    bold,
    "leave by RULE, no-way-back",
  ],
  ["no history", { previous: "first-release" }, policy, "leave by RULE, first-release"],
  ["no history, taken down", { previous: "first-release" }, takeDown, "take-down by RULE, first-release"],
  [
    "no history and irreversible migrations",
    { previous: "first-release", migrations: "irreversible" },
    takeDown,
    "take-down by RULE, first-release",
  ],
  ["a history nobody read", { previous: "unread" }, takeDown, "leave by RULE, previous-unread"],
]

describe("a release that has to go back", () => {
  it.each(ways)("with %s", (_, more, changed, expected) => {
    const held = expected.includes(",")

    expect(decided({ findings: [critical], ...more }, changed)).toBe(
      `${expected.replace("RULE", "critical")} + page + issue`,
    )
    for (const end of ["window-over", "critical-in-window"] as const) {
      const after = decideAfter(changed, situation({ findings: [major], ...more }), { end, why: "why", looks: [] })
      const page = held || end === "critical-in-window" ? " + page" : ""
      expect(told(after)).toBe(`${expected.replace("RULE", end)}${page} + issue`)
    }
  })

  it.each(ways)("is watched first when that is major, with %s", (_, more, changed) => {
    expect(decided({ findings: [major], ...more }, changed)).toBe("fix-window by major")
  })

  it("says where to, and that the database stays", () => {
    expect(decideOn(policy, situation({ findings: [critical], migrations: "reversible" })).reason).toBe(
      "critical: verify production / chat: not as expected; going back to v1 (sha256:v1); the database stays migrated, and only a person may downgrade it",
    )
  })

  it("says what the platform said", () => {
    expect(decideOn(policy, situation({ findings: [critical], wayBack: unable })).reason).toContain(
      "the platform cannot go back: the image is gone",
    )
  })
})

describe("a release that never reached the platform", () => {
  it.each<[MigrationVerdict, string]>([
    ["none", "keep-old by never-served + issue"],
    ["backward-compatible", "keep-old by never-served + page + issue"],
    ["reversible", "keep-old by never-served + page + issue"],
    ["irreversible", "keep-old by never-served + page + issue"],
    ["unknown", "keep-old by never-served + page + issue"],
  ])("leaves what served before, after %s migrations", (migrations, expected) => {
    for (const more of [{}, { previous: "first-release" as const }, { wayBack: unable }])
      for (const findings of [[], [critical], [major], [minor]])
        expect(decided({ deployed: false, migrations, findings, ...more }, takeDown)).toBe(expected)
  })

  it("does not claim that something serves where nothing ever did", () => {
    const first = situation({ deployed: false, findings: [critical], previous: "first-release" })

    expect(decideOn(policy, first).reason).toContain("nothing served before, and nothing does")
  })
})

describe("after the fix window", () => {
  const after = (end: WindowEnd) =>
    decideAfter(policy, situation({ findings: [major] }), { end, why: "why", looks: [] })

  it.each<[WindowEnd, string]>([
    ["recovered", "keep by recovered + issue"],
    ["superseded", "keep by superseded"],
    ["window-over", "roll-back by window-over + issue"],
    ["critical-in-window", "roll-back by critical-in-window + page + issue"],
  ])("%s", (end, expected) => {
    expect(told(after(end))).toBe(expected)
    expect(after(end).reason).toMatch(/^major: verify production \/ chat: not as expected; why/)
  })
})

it("does not take back what a newer release has replaced", () => {
  const decision = superseded(decideOn(policy, situation({ findings: [critical] })), "release v3 of run r3")

  expect(told(decision)).toBe("keep by superseded")
  expect(decision.reason).toMatch(/; but release v3 of run r3 took its place$/)
})

it("pages when it could not be decided", () => {
  expect(told(undecided("the platform exploded"))).toBe("leave by undecided + page")
})

it("names the three worst findings, and counts the rest", () => {
  const four = ["a", "b", "c", "d"].map((source) => finding(Severity.Major, source))

  expect(inWords([minor, ...four])).toBe(
    "major: a: not as expected; major: b: not as expected; major: c: not as expected; 2 more",
  )
})

describe("whatever the situation", () => {
  const situations = fc.record({
    findings: fc.array(fc.constantFrom(minor, major, critical), { maxLength: 4 }),
    deployed: fc.boolean(),
    previous: fc.constantFrom<Situation["previous"]>(previous, "first-release", "unread"),
    wayBack: fc.record({ able: fc.boolean(), reason: fc.constant("its word") }),
    migrations: fc.constantFrom<MigrationVerdict>(
      "none",
      "backward-compatible",
      "reversible",
      "irreversible",
      "unknown",
    ),
  })
  const policies = fc.constantFrom(policy, takeDown, bold, shy)
  const ends = fc.constantFrom<WindowEnd>("recovered", "superseded", "window-over", "critical-in-window")

  it("a bad release is never left serving without a page, and nothing is rolled back to nowhere", () => {
    fc.assert(
      fc.property(policies, situations, ends, (changed, known, end) => {
        const first = decideOn(changed, known)
        const last = first.action === "fix-window" ? decideAfter(changed, known, { end, why: "why", looks: [] }) : first
        const bad = known.findings.some(({ severity }) => severity !== Severity.Minor)

        expect(last.action).not.toBe("fix-window")
        if (last.action === "leave") expect(last.page).toBe(true)
        if (bad && known.deployed && last.action === "keep") expect(["recovered", "superseded"]).toContain(last.rule)
        if (last.action === "roll-back") {
          expect(known.previous).toBe(previous)
          expect(known.wayBack.able).toBe(true)
          expect(known.deployed).toBe(true)
        }
        if (last.action === "take-down") expect(known.previous).toBe("first-release")
        expect(last.reason).not.toBe("")
      }),
      { numRuns: 2000 },
    )
  })
})
