/** Shows that a way that did less than another is an error, and never a fast time. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { StepStatus, Verdict } from "../../.dagger/src/names.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import type { Work } from "../../bench/samples.js"
import { workOf } from "../../bench/ways/shipway.js"
import { passedIn, readWork, requireSameWork } from "../../bench/work.js"

const work: Work = { lint: ["black", "mypy"], tests: { unit: 130, api: 20 }, image: true }
const junit = (...cases: string[]) => `<testsuite>${cases.join("")}</testsuite>`

describe("the same work", () => {
  it("is that of another order", () =>
    expect(() =>
      requireSameWork("make", { ...work, lint: ["mypy", "black"], tests: { api: 20, unit: 130 } }, work),
    ).not.toThrow())

  it.each<[string, Partial<Work>]>([
    ["a tool less", { lint: ["mypy"] }],
    ["a test less", { tests: { unit: 129, api: 20 } }],
    ["a suite less", { tests: { unit: 130 } }],
    ["no image", { image: false }],
  ])("is not %s", (_, less) =>
    expect(() => requireSameWork("make", { ...work, ...less }, work)).toThrow(
      /^make did not do the work[^]*wanted: lint and audits black, mypy; tests passed api 20, unit 130; an image$/,
    ),
  )
})

describe("a suite's cases", () => {
  it("count when all passed", () =>
    expect(passedIn("unit", junit('<testcase classname="a" name="x"/>', '<testcase classname="a" name="y"/>'))).toBe(2))

  it.each([
    ["failed", '<testcase classname="a" name="x"><failure message="no"/></testcase>', "a.x failed: no"],
    ["was skipped", '<testcase classname="a" name="x"><skipped message="later"/></testcase>', "a.x skipped: later"],
    ["does not exist", "", "unit: no test ran"],
  ])("do not count when one %s", (_, text, words) => expect(() => passedIn("unit", junit(text))).toThrow(words))
})

it("what a way on the host did is read from what it left", () => {
  const folder = mkdtempSync(join(tmpdir(), "shipway-bench-work-"))
  for (const name of ["lint", "test", "image"]) mkdirSync(join(folder, name))
  writeFileSync(join(folder, "lint", "black"), "")
  writeFileSync(join(folder, "test", "unit.xml"), junit('<testcase classname="a" name="x"/>'))

  expect(readWork(folder)).toEqual({ lint: ["black"], tests: { unit: 1 }, image: false })
})

describe("what Shipway did", () => {
  const suite = { name: "unit", passed: 3, failed: 0, skipped: 0 }
  const report = (tests: object[], exitCode = 0) =>
    ({
      verdict: Verdict.Passed,
      exitCode,
      steps: [
        {
          name: "lint",
          status: StepStatus.Passed,
          parts: [{ name: "black", status: StepStatus.Passed }],
          evidence: {},
        },
        { name: "test", status: StepStatus.Passed, parts: [], evidence: { tests } },
        { name: "build", status: StepStatus.Passed, parts: [], evidence: {} },
      ],
    }) as unknown as Report

  it("is read from its report", () =>
    expect(workOf(report([suite]))).toEqual({ lint: ["black"], tests: { unit: 3 }, image: true }))

  it("does not hold a suite with a skipped test", () =>
    expect(workOf(report([{ ...suite, skipped: 1 }])).tests).toEqual({}))

  it("is nothing when the run did not pass", () => expect(() => workOf(report([suite], 1))).toThrow("did not pass"))
})
