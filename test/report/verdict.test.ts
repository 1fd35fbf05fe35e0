/** Shows what a run comes to: only what was decided, done and then read in production counts. */
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import type { StepRecord } from "../../.dagger/lib/pipeline/outcome.js"
import { exitCodeOf, type Served, verdictOf } from "../../.dagger/lib/report/verdict.js"
import type { Decision } from "../../.dagger/lib/rollback/decision.js"
import { record } from "../rollback/situations.js"

const { Passed, Failed, Inconclusive, Error: Broken, Skipped } = StepStatus
const nothing: Served = { release: false, before: false, other: false }
const release = { ...nothing, release: true }
const before = { ...nothing, before: true }
const other = { ...nothing, other: true }

type Decided = Pick<Decision, "action" | "rule" | "page">
const decision = (action: Decision["action"], rule: Decision["rule"], page = false): Decided => ({ action, rule, page })

/** The steps of a release by how they ended; what is not named passed. */
function ended(
  how: Partial<Record<"staging" | "migrate" | "deploy" | "verify" | "bake" | "decide" | "rollback", StepStatus>>,
): StepRecord[] {
  const { staging = Passed, migrate = Passed, deploy = Passed, verify = Passed, bake = Passed } = how
  return [
    record("lint", Passed),
    record("deploy staging", staging),
    record("readiness production", Passed),
    record("migrate production", migrate),
    record("deploy production", deploy),
    record("verify production", verify),
    record("bake production", bake),
    record("decide production", how.decide ?? Passed),
    record("rollback production", how.rollback ?? Skipped),
  ]
}

const untouched = ended({
  staging: Failed,
  migrate: Skipped,
  deploy: Skipped,
  verify: Skipped,
  bake: Skipped,
  decide: Skipped,
})
const migrated = ended({ migrate: Failed, deploy: Skipped, verify: Skipped, bake: Skipped })
const unwell = ended({ verify: Failed, bake: Skipped })
const goneBack = ended({ verify: Failed, bake: Skipped, rollback: Passed })

/** [what happened, the steps, what was decided, what production was read to serve, verdict, exit code] */
const rows: [string, StepRecord[], Decided | undefined, Served, Verdict, number][] = [
  ["all is well", ended({}), decision("keep", "nothing-found"), release, Verdict.Shipped, 0],
  [
    "all is well, with a rollback step that had nothing to do",
    ended({ rollback: Passed }),
    decision("keep", "nothing-found"),
    release,
    Verdict.Shipped,
    0,
  ],
  [
    "all is well, and production serves something else",
    ended({}),
    decision("keep", "nothing-found"),
    other,
    Verdict.LeftDegraded,
    4,
  ],
  [
    "all is well, and production still serves what it did",
    ended({}),
    decision("keep", "nothing-found"),
    before,
    Verdict.LeftDegraded,
    4,
  ],
  [
    "all is well, and production cannot be read",
    ended({}),
    decision("keep", "nothing-found"),
    nothing,
    Verdict.LeftDegraded,
    4,
  ],
  ["all is well, and nobody decided", ended({}), undefined, release, Verdict.LeftDegraded, 4],
  ["a minor finding", ended({ bake: Failed }), decision("keep", "minor-only"), release, Verdict.Shipped, 0],
  ["a recovery", unwell, decision("keep", "recovered"), release, Verdict.Shipped, 0],
  [
    "a recovery of something that does not serve",
    unwell,
    decision("keep", "recovered"),
    before,
    Verdict.LeftDegraded,
    4,
  ],
  [
    "a keep that does not know of the failure",
    unwell,
    decision("keep", "nothing-found"),
    release,
    Verdict.LeftDegraded,
    4,
  ],
  [
    "a keep after a deploy that did not pass",
    ended({ deploy: Broken }),
    decision("keep", "recovered"),
    release,
    Verdict.LeftDegraded,
    4,
  ],
  [
    "a keep with a decision that broke",
    ended({ decide: Broken }),
    decision("keep", "nothing-found"),
    release,
    Verdict.LeftDegraded,
    4,
  ],
  ["a newer release", unwell, decision("keep", "superseded"), other, Verdict.Superseded, 3],
  ["a newer release that is not there", unwell, decision("keep", "superseded"), release, Verdict.LeftDegraded, 4],
  ["gone back", goneBack, decision("roll-back", "critical", true), before, Verdict.RolledBack, 3],
  [
    "gone back, and the bad release still serves",
    goneBack,
    decision("roll-back", "critical", true),
    release,
    Verdict.RollbackFailed,
    4,
  ],
  [
    "gone back, and production cannot be read",
    goneBack,
    decision("roll-back", "critical", true),
    nothing,
    Verdict.RollbackFailed,
    4,
  ],
  [
    "a rollback that failed, whatever serves",
    ended({ verify: Failed, rollback: Failed }),
    decision("roll-back", "critical", true),
    before,
    Verdict.RollbackFailed,
    4,
  ],
  [
    "a rollback that broke",
    ended({ verify: Failed, rollback: Broken }),
    decision("roll-back", "critical", true),
    before,
    Verdict.RollbackFailed,
    4,
  ],
  [
    "a rollback that cannot tell",
    ended({ verify: Failed, rollback: Inconclusive }),
    decision("roll-back", "critical", true),
    before,
    Verdict.RollbackFailed,
    4,
  ],
  ["a rollback that was skipped", unwell, decision("roll-back", "critical", true), before, Verdict.RollbackFailed, 4],
  ["a first release taken down", goneBack, decision("take-down", "critical", true), before, Verdict.TakenDown, 3],
  [
    "a first release that still serves",
    goneBack,
    decision("take-down", "critical", true),
    release,
    Verdict.RollbackFailed,
    4,
  ],
  [
    "a first release that cannot be read",
    goneBack,
    decision("take-down", "critical", true),
    nothing,
    Verdict.RollbackFailed,
    4,
  ],
  ["a release left serving", unwell, decision("leave", "critical", true), release, Verdict.LeftDegraded, 4],
  ["a window that never ended", unwell, decision("fix-window", "major"), release, Verdict.LeftDegraded, 4],
  ["a release that broke the deciding", unwell, decision("leave", "undecided", true), before, Verdict.LeftDegraded, 4],
  ["failed migrations", migrated, decision("keep-old", "never-served", true), before, Verdict.LeftDegraded, 4],
  [
    "failed migrations of which there were none",
    migrated,
    decision("keep-old", "never-served"),
    before,
    Verdict.Stopped,
    1,
  ],
  [
    "failed migrations, and production cannot be read",
    migrated,
    decision("keep-old", "never-served"),
    nothing,
    Verdict.LeftDegraded,
    4,
  ],
  ["production never touched", untouched, undefined, before, Verdict.Stopped, 1],
  ["production never touched nor read", untouched, undefined, nothing, Verdict.Stopped, 1],
  ["no steps", [], undefined, release, Verdict.Stopped, 1],
]

describe("the verdict of a release", () => {
  it.each(rows)("%s", (_, steps, decided, served, verdict, exitCode) => {
    expect(verdictOf("release", steps, decided, served)).toBe(verdict)
    expect(verdictOf("rehearse", steps, decided, served)).toBe(verdict)
    expect(exitCodeOf(verdict)).toBe(exitCode)
  })

  it("of ci needs every step, and at least one", () => {
    const ci = (...steps: StepRecord[]) => verdictOf("ci", steps, undefined, nothing)

    expect(ci(record("lint", Passed))).toBe(Verdict.Passed)
    expect(exitCodeOf(Verdict.Passed)).toBe(0)
    for (const status of [Failed, Inconclusive, Broken, Skipped])
      expect(ci(record("lint", Passed), record("test", status))).toBe(Verdict.Stopped)
    expect(ci()).toBe(Verdict.Stopped)
  })
})
