/** Shows what a gate tells a terminal, and that one that did not pass says when that was found. */
import { expect, it } from "vitest"
import { answer, gate } from "../../.dagger/lib/calls/gate.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Part } from "../../.dagger/lib/pipeline/outcome.js"

const AT = Date.parse("2026-01-15T12:00:00Z")
const part = (name: string, status: StepStatus, more: Partial<Part> = {}): Part => ({
  name,
  status,
  summary: `${name} in short`,
  durationMs: 1500,
  cached: false,
  ...more,
})
const passed = part("black", StepStatus.Passed, { cached: true, tail: "not shown" })
const failed = part("mypy", StepStatus.Failed, { tail: "the end" })

it("has a line for each part, when it was found, and the tails of what did not pass", () => {
  const { passed: open, summary } = gate({ status: StepStatus.Failed, summary: "", parts: [passed, failed] }, AT)

  expect(open).toBe(false)
  expect(summary).toBe(
    [
      "black          passed             1.5 s  cached  black in short",
      "mypy           failed             1.5 s          mypy in short",
      "found so at 2026-01-15 12:00:00 UTC",
      "\n── mypy\nthe end",
    ].join("\n"),
  )
})

it("fits a terminal, whatever a tool prints as one line", () => {
  const wide = { ...failed, tail: `short\n${"x".repeat(100_000)}` }
  const { summary } = gate({ status: StepStatus.Failed, summary: "", parts: [wide] }, AT)

  expect(summary).toMatch(/\nshort\nx{399}…$/)
})

it("says no time when all passed", () => {
  expect(gate({ status: StepStatus.Passed, summary: "", parts: [passed] }, AT).summary).not.toContain("UTC")
})

it("answers with the summary, or fails with it", () => {
  expect(answer("lint", true, "fine")).toBe("fine")
  expect(() => answer("lint", false, "bad")).toThrow("[GATE_FAILED] lint did not pass\nbad")
})
