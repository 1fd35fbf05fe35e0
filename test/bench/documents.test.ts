/** Shows that bench/results.json follows from its own samples, and that the documents say what it says. */
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { plotOf } from "../../bench/plot.js"
import { type Results, resultsOf } from "../../bench/results.js"
import { blocksOf, NOTHING, placed } from "../../bench/tables.js"
import { formatted, PAGES, PLOT, printed, RESULTS } from "../../bench/write.js"

const read = (path: string) => readFileSync(path, "utf8")
const results = existsSync(RESULTS) ? (JSON.parse(read(RESULTS)) as Results) : undefined

describe("bench/results.json", () => {
  it("follows from its samples, or is not there and the page says so", () => {
    if (!results) return expect(read("docs/performance.md")).toContain(NOTHING)
    const { machine, versions, source, commit, notRun, samples } = results

    expect(read(RESULTS)).toBe(printed(resultsOf({ machine, versions, source, commit, notRun }, samples)))
  })

  it("is of ways that all did the same", () => {
    const works = (results?.samples ?? []).flatMap(({ group, work }) => (group === "pipeline" ? [work] : []))
    const kinds = works.map((work) =>
      JSON.stringify([work?.lint.toSorted(), Object.entries(work?.tests ?? {}).toSorted()]),
    )

    expect(works.every((work) => work?.image && work.lint.length > 0)).toBe(true)
    expect(new Set(kinds).size).toBeLessThanOrEqual(1)
  })

  it("is drawn in the picture", () =>
    expect(existsSync(PLOT) ? read(PLOT) : undefined).toBe(results && plotOf(results)))
})

it.each(PAGES)("%s shows the results, or says that there are none", async (page) => {
  const text = read(page)

  expect(text).toMatch(/<!-- bench:pipeline -->/)
  expect(await formatted(page, placed(text, blocksOf(results)))).toBe(text)
})
