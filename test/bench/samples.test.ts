/** Shows that a broken run loses nothing, and that samples of different things are never mixed. */
import { appendFileSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openScratch, type Sample } from "../../bench/samples.js"

const header = { source: "abc", machine: "2 cores" }
const sample: Sample = {
  group: "pipeline",
  scenario: "warm",
  way: "make",
  round: 1,
  seconds: 2.5,
  at: "2026-01-01T00:00:00Z",
}
const scratchFile = () => join(mkdtempSync(join(tmpdir(), "shipway-bench-test-")), "below", "samples.jsonl")

describe("the scratch file", () => {
  it("keeps each sample at once", () => {
    const file = scratchFile()
    openScratch(file, header, false).append(sample)

    expect(readFileSync(file, "utf8")).toContain('"seconds":2.5')
    expect(openScratch(file, header, false).samples).toEqual([sample])
  })

  it("passes over the half line of a run that was killed", () => {
    const file = scratchFile()
    openScratch(file, header, false).append(sample)
    appendFileSync(file, '{"group":"pipel')

    expect(openScratch(file, header, false).samples).toEqual([sample])
  })

  it("takes the samples after such a half line as well", () => {
    const file = scratchFile()
    openScratch(file, header, false).append(sample)
    appendFileSync(file, '{"group":"pipel')
    openScratch(file, header, false).append({ ...sample, round: 2 })

    expect(openScratch(file, header, false).samples.map(({ round }) => round)).toEqual([1, 2])
  })

  it.each([
    ["other sources", { ...header, source: "def" }, "another state of the sources"],
    ["another machine", { ...header, machine: "8 cores" }, "another machine"],
  ])("refuses to go on with samples of %s", (_, other, words) => {
    const file = scratchFile()
    openScratch(file, header, false).append(sample)

    expect(() => openScratch(file, other, false)).toThrow(new RegExp(`${words}.*--fresh`))
    expect(openScratch(file, other, true).samples).toEqual([])
  })
})
