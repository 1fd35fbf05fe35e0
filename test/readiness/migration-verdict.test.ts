/** Shows what new revisions mean for the way back, and that nothing unseen is ever called compatible. */
import { describe, expect, it } from "vitest"
import { confirmed, judgeMigrations, type Stopped } from "../../.dagger/lib/readiness/migration-verdict.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Revision } from "../../.dagger/lib/readiness/revisions.js"
import type { Move } from "../../.dagger/lib/readiness/walk.js"
import { revision } from "./revision.js"

const drops = { destructive: [{ line: 7, what: "drop_table t" }] }
const hides = { opaque: [{ line: 9, what: "rebuild() is not in this file" }] }
const stopped = (way: Move["way"]): Stopped => ({ move: { revision: "b", way, command: [] }, tail: "boom" })

interface Row {
  name: string
  revisions: Revision[]
  stopped?: Stopped
  contracts?: string[]
  verdict: string
  status: string
  says: string
}

const table: Row[] = [
  { name: "no revision", revisions: [], verdict: "none", status: "passed", says: "no new revision" },
  {
    name: "one that only adds",
    revisions: [revision("b")],
    verdict: "backward-compatible",
    status: "passed",
    says: "b only add, and went up, down and up again",
  },
  {
    name: "a merge",
    revisions: [revision("b", ["x", "y"], { downgrade: "not-needed" })],
    verdict: "backward-compatible",
    status: "passed",
    says: "b",
  },
  ...(["empty", "raises", "missing"] as const).map((downgrade) => ({
    name: `a way down that is ${downgrade}`,
    revisions: [revision("b", [], { downgrade })],
    verdict: "irreversible",
    status: "failed",
    says: "b.py: it",
  })),
  {
    name: "a drop",
    revisions: [revision("b", [], drops)],
    verdict: "reversible",
    status: "failed",
    says: "b.py:7: drop_table t",
  },
  {
    name: "a drop that is declared",
    revisions: [revision("b", [], drops)],
    contracts: ["b"],
    verdict: "reversible",
    status: "passed",
    says: "declared under contracts: b.py:7: drop_table t",
  },
  {
    name: "another one's declaration",
    revisions: [revision("b", [], drops)],
    contracts: ["a"],
    verdict: "reversible",
    status: "failed",
    says: "drop_table t",
  },
  {
    name: "something hidden",
    revisions: [revision("b", [], hides)],
    verdict: "unknown",
    status: "inconclusive",
    says: "b.py:9: rebuild() is not in this file",
  },
  {
    name: "something hidden, which a declaration does not cover",
    revisions: [revision("b", [], hides)],
    contracts: ["b"],
    verdict: "unknown",
    status: "inconclusive",
    says: "rebuild()",
  },
  {
    name: "something hidden beside a drop",
    revisions: [revision("b", [], { ...drops, ...hides })],
    verdict: "unknown",
    status: "failed",
    says: "drop_table t",
  },
  {
    name: "a way up that fails",
    revisions: [revision("b")],
    stopped: stopped("up"),
    verdict: "unknown",
    status: "failed",
    says: '"up b" fails on a real database',
  },
  {
    name: "a way down that fails",
    revisions: [revision("b")],
    stopped: stopped("down"),
    verdict: "irreversible",
    status: "failed",
    says: '"down b" fails on a real database',
  },
  {
    name: "a way down that leaves something",
    revisions: [revision("b")],
    stopped: stopped("up again"),
    verdict: "irreversible",
    status: "failed",
    says: '"up again b" fails on a real database',
  },
  {
    name: "a start that fails",
    revisions: [revision("b")],
    stopped: stopped("start"),
    verdict: "unknown",
    status: "failed",
    says: "cannot bring an empty database to b",
  },
  {
    name: "a walk without proof",
    revisions: [revision("b")],
    stopped: { move: undefined, tail: "" },
    verdict: "unknown",
    status: "inconclusive",
    says: "left no proof",
  },
]

describe("the verdict over", () => {
  it.each(table)("$name is $verdict, $status", ({ revisions, stopped, contracts = [], verdict, status, says }) => {
    const judged = judgeMigrations({ head: "b", from: "a", revisions }, stopped, contracts)

    expect(judged).toMatchObject({ verdict, status, summary: expect.stringContaining(says) as string })
    expect(judged.tail).toBe(stopped?.tail)
  })
})

describe("what only adds by its files", () => {
  it.each([
    [StepStatus.Passed, "backward-compatible"],
    [StepStatus.Skipped, "backward-compatible"],
    [StepStatus.Failed, "reversible"],
    [StepStatus.Inconclusive, "unknown"],
    [StepStatus.Error, "unknown"],
  ])("is, when the old image on it %s, %s", (oldImage, verdict) => {
    expect(confirmed("backward-compatible", oldImage)).toBe(verdict)
  })

  it.each(["none", "reversible", "irreversible", "unknown"] as const)("cannot get better than %s", (verdict) => {
    for (const status of Object.values(StepStatus)) expect(confirmed(verdict, status)).toBe(verdict)
  })
})
