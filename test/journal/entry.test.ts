/** Shows what a journal's lines come to for the attempt that takes a run up again. */
import { describe, expect, it } from "vitest"
import { type Entry, pastOf, readEntries, type Recorded } from "../../.dagger/lib/journal/entry.js"
import { recalled } from "../../.dagger/lib/journal/recall.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { StepKind } from "../../.dagger/lib/pipeline/definition.js"

const identity = { flow: "release", project: "sample", source: "abc", version: "1", fault: null }
const stamp = { at: "2026-01-01T00:00:00Z", attempt: "a" }
const record = (name: string, status = StepStatus.Passed): Recorded => ({
  name,
  status,
  summary: name,
  startedAt: 1,
  durationMs: 2,
  cached: false,
})
const ended = (name: string, status?: StepStatus, handed = {}): Entry => ({
  ...stamp,
  type: "ended",
  step: name,
  record: record(name, status),
  handed: { deployments: {}, ...handed },
})
const began = (step: string): Entry => ({ ...stamp, type: "began", step })
const step = (kind: StepKind) => ({
  name: kind,
  kind,
  environment: undefined,
  needs: [],
  follows: [],
  changes: undefined,
})

describe("the past of a run", () => {
  it("counts attempts and keeps the first one's identity", () => {
    const later = { ...identity, source: "other" }
    const past = pastOf([
      { ...stamp, type: "opened", identity },
      { ...stamp, type: "opened", identity: later },
    ])
    expect(past).toMatchObject({ attempts: 2, identity, result: undefined })
  })

  it("tells a change that began and never ended from one that did", () => {
    const past = pastOf([began("publish"), ended("publish"), began("deploy staging")])
    expect(past.inFlight).toEqual(["deploy staging"])
  })

  it("keeps when it was first begun to decide, whatever came after", () => {
    const later = { ...began("decide production"), at: "2026-01-01T00:05:00Z" }
    const past = pastOf([began("decide production"), ended("verify production"), later])
    expect(past.handed.decidingSince).toBe(Date.parse(stamp.at))
  })

  it("hands on what each step knew, also of steps that ran side by side", () => {
    const image = { repository: "r", tag: "t", digest: "sha256:1" }
    const staging = { environment: "staging", image, version: "1", sha: "1", run: "r", variables: {}, at: "" }
    const past = pastOf([
      { ...stamp, type: "noted", handed: { deployments: {}, previous: { ...staging, environment: "production" } } },
      ended("deploy staging", StepStatus.Passed, { image, deployments: { staging } }),
      // It began before staging was deployed, and ended after.
      ended("readiness production", StepStatus.Passed, { migrations: "none" }),
    ] as Entry[])
    expect(past.noted).toBe(true)
    expect(past.handed).toMatchObject({
      image,
      migrations: "none",
      previous: { environment: "production" },
      deployments: { staging },
    })
  })
})

describe("reading", () => {
  const text = (...entries: Entry[]) => entries.map((entry) => JSON.stringify(entry)).join("\n")

  it("leaves out a line that was cut off at the end, or before a later attempt began", () => {
    expect(readEntries(`${text(began("publish"))}\n{"at":"20`)).toHaveLength(1)
    const cutOff = `${text(began("publish"))}\n{"at":"20\n${text({ ...stamp, type: "opened", identity })}`
    expect(readEntries(cutOff).map(({ type }) => type)).toEqual(["began", "opened"])
  })

  it("refuses a journal that is damaged in the middle: what is missing may be a deployment", () => {
    expect(() => readEntries(`${text(began("publish"))}\n{"at":"20\n${text(ended("publish"))}`)).toThrow(
      'line 2 of the journal cannot be read: {"at":"20',
    )
  })
})

describe("a step of an earlier attempt", () => {
  it.each([
    [StepStatus.Passed, true],
    [StepStatus.Failed, true],
    [StepStatus.Inconclusive, true],
    [StepStatus.Error, false],
    [StepStatus.Skipped, false],
  ])("that ended %s is remembered: %s", (status, remembered) => {
    expect(recalled(pastOf([ended("lint", status)]), step("lint")) !== undefined).toBe(remembered)
  })

  it("that ended in an error is no more tried again once it was decided what to do about it", () => {
    const past = pastOf([ended("deploy", StepStatus.Error), ended("decide production")])
    expect(recalled(past, step("deploy"))).toMatchObject({ status: "error" })
  })

  it("is repeated where it left a container, until the image is published", () => {
    const built = [ended("build"), ended("image")]
    expect(recalled(pastOf(built), step("build"))).toBeUndefined()
    expect(recalled(pastOf([...built, ended("publish")]), step("build"))).toMatchObject({ name: "build" })
  })

  it("is asked again where it waited for a person", () => {
    expect(recalled(pastOf([ended("approval", StepStatus.Inconclusive)]), step("approval"))).toBeUndefined()
    expect(recalled(pastOf([ended("approval")]), step("approval"))).toMatchObject({ status: "passed" })
  })
})
