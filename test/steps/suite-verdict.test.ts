/** Shows what a suite's attempts and shards prove, and that everything unknown proves nothing. */
import { describe, expect, it } from "vitest"
import type { Attempt } from "../../.dagger/lib/steps/attempt.js"
import { judgeSuite } from "../../.dagger/lib/steps/suite-verdict.js"
import { cases, coverage, makeAttempt, makeSuite } from "./suite-text.js"

const NOW = Date.parse("2026-01-15T12:00:00Z")
const died = { died: "exit code: 137" }
const gated = { coverageOver: 80 }
const cached = { cached: true, startedAt: NOW - 3 * 3600000 }
const unready = {
  died: "start xyz (aliased as postgres): health check errored: exit code: 2 [traceparent:0-0] (exit code 2)\nno response",
}

/** [what, the suite's settings, its shards' attempts, what it comes to] */
const table: [string, Parameters<typeof makeSuite>[0], Attempt[][], string][] = [
  ["a pass", {}, [[makeAttempt({ junit: cases("pps") })]], "passed: 2 passed, 1 skipped"],
  ["a failure", {}, [[makeAttempt({ exitCode: 1, junit: cases("pf") })]], "failed: exit code 1, 1 passed, 1 failed"],
  [
    "a failure that the exit code hides",
    {},
    [[makeAttempt({ junit: cases("pf") })]],
    "failed: exit code 0, but its report holds a failure: b",
  ],
  ["a crash after all tests passed", {}, [[makeAttempt({ exitCode: 3 })]], "failed: exit code 3, 1 passed"],
  [
    "no report",
    {},
    [[makeAttempt({ junit: undefined })]],
    "failed: no JUnit report to prove it: the file was not written",
  ],
  ["an empty report", {}, [[makeAttempt({ junit: " \n" })]], "failed: no JUnit report to prove it: the file is empty"],
  ["no tests", {}, [[makeAttempt({ junit: cases("") })]], "failed: zero tests ran"],
  ["skipped tests only", {}, [[makeAttempt({ junit: cases("ss") })]], "failed: zero tests ran: all 2 were skipped"],
  ["a death", {}, [[died]], "error: the suite died before it was done"],
  [
    "a service that was not ready",
    {},
    [[unready]],
    "error: its service postgres did not get ready: health check errored: exit code: 2",
  ],
  [
    "a command whose time was up",
    { timeoutSeconds: 5 },
    [[makeAttempt({ exitCode: 124, late: "command", junit: undefined })]],
    "error: it was not done within 5 s and was ended; tests.unit.timeoutSeconds: changes that",
  ],
  [
    "one that had reported before",
    { timeoutSeconds: 5 },
    [[makeAttempt({ exitCode: 124, late: "command", junit: cases("pp") })]],
    "error: it was not done within 5 s and was ended; tests.unit.timeoutSeconds: changes that, 2 passed",
  ],
  [
    "a preparation whose time was up",
    { timeoutSeconds: 5 },
    [[makeAttempt({ exitCode: 124, late: "before", junit: undefined })]],
    "error: the command under before: was not done within 5 s and was ended; tests.unit.timeoutSeconds: changes that",
  ],
  ["an exit code of 124 of its own", {}, [[makeAttempt({ exitCode: 124 })]], "failed: exit code 124, 1 passed"],
  [
    "a shard whose time was up",
    { noTestsExitCode: 124 },
    [[makeAttempt()], [makeAttempt({ exitCode: 124, late: "command", junit: cases("") })]],
    "error: shard 2 of 2: it was not done within 1800 s and was ended; tests.unit.timeoutSeconds: changes that, 0 passed",
  ],
  [
    "a failure out of the cache",
    {},
    [[makeAttempt({ ...cached, exitCode: 1, junit: cases("f") })]],
    "failed: exit code 1, 0 passed, 1 failed; from the cache: ran 2026-01-15 09:00:00 UTC, 3 h ago",
  ],
  [
    "a shard that failed in the cache, beside one that ran",
    {},
    [[makeAttempt({ ...cached, exitCode: 1, junit: cases("f") })], [makeAttempt()]],
    "failed: shard 1 of 2: exit code 1, 0 passed, 1 failed; from the cache: ran 2026-01-15 09:00:00 UTC, 3 h ago",
  ],
  [
    "a shard that failed now, beside one in the cache",
    {},
    [[makeAttempt({ exitCode: 1, junit: cases("f") })], [makeAttempt(cached)]],
    "failed: shard 1 of 2: exit code 1, 0 passed, 1 failed",
  ],
  ["a pass out of the cache", {}, [[makeAttempt(cached)]], "passed: 1 passed"],
  [
    "too little coverage out of the cache",
    gated,
    [[makeAttempt({ ...cached, coverage: coverage(8, 10) })]],
    "failed: coverage 80.00 % is not above the gate of 80 %; from the cache: ran 2026-01-15 09:00:00 UTC, 3 h ago",
  ],
  [
    "a failed preparation",
    {},
    [[makeAttempt({ exitCode: 125, junit: undefined })]],
    "failed: the command under before: failed, no test ran",
  ],
  [
    "coverage at the gate",
    gated,
    [[makeAttempt({ coverage: coverage(8, 10) })]],
    "failed: coverage 80.00 % is not above the gate of 80 %",
  ],
  ["coverage above it", gated, [[makeAttempt({ coverage: coverage(9, 10) })]], "passed: 1 passed, coverage 90.00 %"],
  ["no coverage report", gated, [[makeAttempt()]], "failed: no coverage report to prove it: the file was not written"],
  [
    "an unreadable one",
    gated,
    [[makeAttempt({ coverage: "<coverage/>" })]],
    "failed: no coverage report to prove it: <coverage> has no readable lines-covered=",
  ],
  [
    "a flaky test",
    {},
    [[makeAttempt({ exitCode: 1, junit: cases("pf") }), makeAttempt({ junit: cases("pp") })]],
    "passed: 2 passed, 1 flaky: b",
  ],
  ["a death before a pass", {}, [[died, makeAttempt()]], "passed: 1 passed, only in attempt 2"],
  [
    "a repetition that leaves the failed test out",
    {},
    [[makeAttempt({ exitCode: 1, junit: cases("pf") }), makeAttempt({ junit: cases("p") })]],
    "failed: exit code 0, but b failed and never passed",
  ],
  [
    "failure to the last",
    {},
    [[makeAttempt({ exitCode: 1, junit: cases("f") }), makeAttempt({ exitCode: 1, junit: cases("f") })]],
    "failed: exit code 1, 0 passed, 1 failed, after 2 attempts",
  ],
  [
    "a shard that failed",
    {},
    [[makeAttempt()], [makeAttempt({ exitCode: 1, junit: cases("f") })]],
    "failed: shard 2 of 2: exit code 1, 0 passed, 1 failed",
  ],
  ["a shard that died", {}, [[makeAttempt()], [died]], "error: shard 2 of 2: the suite died before it was done"],
  [
    "a shard without tests",
    { noTestsExitCode: 5 },
    [[makeAttempt()], [makeAttempt({ exitCode: 5, junit: cases("") })]],
    "passed: 1 passed",
  ],
  [
    "one that did not say so",
    {},
    [[makeAttempt()], [makeAttempt({ exitCode: 5, junit: cases("") })]],
    "failed: shard 2 of 2: exit code 5, 0 passed",
  ],
  [
    "one that says so wrongly",
    { noTestsExitCode: 5 },
    [[makeAttempt()], [makeAttempt({ exitCode: 5 })]],
    "failed: shard 2 of 2: exit code 5, 1 passed",
  ],
  [
    "one that says so without a report",
    { noTestsExitCode: 5 },
    [[makeAttempt()], [makeAttempt({ exitCode: 5, junit: undefined })]],
    "failed: shard 2 of 2: exit code 5",
  ],
  [
    "no tests in any shard",
    { noTestsExitCode: 5 },
    [[makeAttempt({ exitCode: 5, junit: cases("") })], [makeAttempt({ junit: cases("") })]],
    "failed: zero tests ran",
  ],
  [
    "coverage of two halves",
    gated,
    [[makeAttempt({ coverage: coverage(5, 10) })], [makeAttempt({ coverage: coverage(4, 10, 6) })]],
    "passed: 2 passed, coverage 90.00 %",
  ],
  [
    "coverage of overlapping halves",
    gated,
    [[makeAttempt({ coverage: coverage(5, 10) })], [makeAttempt({ coverage: coverage(6, 10) })]],
    "failed: coverage 60.00 % is not above the gate of 80 %",
  ],
  [
    "a half without coverage",
    gated,
    [[makeAttempt({ coverage: coverage(10, 10) })], [makeAttempt()]],
    "failed: no coverage report to prove it: the file was not written",
  ],
  [
    "a half that nothing ran in",
    { ...gated, noTestsExitCode: 5 },
    [[makeAttempt({ coverage: coverage(9, 10) })], [makeAttempt({ exitCode: 5, junit: cases("") })]],
    "passed: 1 passed, coverage 90.00 %",
  ],
]

describe("a suite", () => {
  it.each(table)("with %s", (_, settings, shards, expected) => {
    const { part } = judgeSuite(makeSuite(settings), shards, NOW)

    expect(`${part.status}: ${part.summary}`).toBe(expected)
  })

  it("shows the end of each shard that failed, and of those alone", () => {
    const talk = (word: string) => Array.from({ length: 100 }, (_, line) => `${word} ${line}`).join("\n")
    const bad = (word: string) => [makeAttempt({ exitCode: 1, stdout: talk(word) })]
    const { part } = judgeSuite(makeSuite(), [bad("one"), [makeAttempt({ stdout: talk("two") })], bad("three")], NOW)

    expect(part.tail).toMatch(/^one 80\n[^]*one 99\nthree 80\n[^]*three 99$/)
    expect(part.tail).not.toContain("two")
  })

  it("took as long as its slowest shard, and is cached only as a whole", () => {
    const quick = makeAttempt({ cached: true })
    const { part } = judgeSuite(makeSuite(), [[quick], [quick, makeAttempt({ durationMs: 3000 })]], NOW)

    expect(part).toMatchObject({ durationMs: 4000, cached: false, note: "only in attempt 2" })
    expect(judgeSuite(makeSuite(), [[quick], [quick]], NOW).part.cached).toBe(true)
  })
})
