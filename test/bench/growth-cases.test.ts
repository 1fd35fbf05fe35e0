/** Shows that the repositories of the growth measurements are valid, and as large as they say. */
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { readJunit } from "../../.dagger/lib/evidence/junit.js"
import { reportsOf, shardsOf, suitesOf, toolsOf } from "../../bench/measure/growth-cases.js"

const configOf = ({ files }: { files: Record<string, string> }) => loadConfig(files["shipway.yaml"]!, "shipway.yaml")

it.each([1, 10, 100])("%i tools, suites and tests", (n) => {
  expect(configOf(toolsOf(n, "x")).lint).toHaveLength(n)
  expect(configOf(suitesOf(n, "x")).tests).toHaveLength(n)
  expect(readJunit(reportsOf(n, "x").files["report.xml"]!)).toHaveLength(n)
})

it.each([1, 2, 4, 8])("%i shards of the same files", (n) => {
  const [suite] = configOf(shardsOf(n, "x")).tests

  expect(suite!.shards).toBe(n)
  expect(Object.keys(shardsOf(n, "x").files).filter((name) => name.startsWith("case-"))).toHaveLength(8)
})

it("another input makes other files, so that nothing comes from a cache", () => {
  for (const of of [toolsOf, suitesOf, shardsOf, reportsOf])
    expect(of(2, "bench 1").files).not.toEqual(of(2, "bench 2").files)
})
