/** Shows how an error reads when it reaches a person. */
import { describe as suite, expect, it } from "vitest"
import { describe, failure } from "../.dagger/lib/errors.js"

suite("an error", () => {
  it("carries its code, what happened, and what to do", () => {
    expect(failure("FAULT_WITHOUT_PLACE", { fault: "latency" }).message).toBe(
      "[FAULT_WITHOUT_PLACE] --fault latency needs a place\nHint: Add --at staging or --at production.",
    )
  })

  it("of a failed exec says its exit code and the end of its output", () => {
    const error = Object.assign(new Error("exit code: 3"), { exitCode: 3, stderr: "one\ntwo\n", stdout: "" })

    expect(describe(error)).toBe("exit code: 3\none\ntwo")
  })

  it("leaves out the engine's kilobytes of object ids", () => {
    const id = "Ab1+/_-=".repeat(400)

    expect(describe(new Error(`build failed: load Container@${id}: exit code 1`))).toBe(
      "build failed: load Container@…: exit code 1",
    )
  })

  it("may be anything that was thrown", () => {
    expect(describe("plain text")).toBe("plain text")
  })
})
