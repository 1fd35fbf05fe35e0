/** Owns the proof that two ways did the same: a way that did less is an error, not a fast time. Pure but for `readWork`. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { readJunit } from "../.dagger/lib/evidence/junit.js"
import type { Work } from "./samples.js"

/** A sample that failed, skipped or left something out is none. */
export function requireSameWork(way: string, done: Work, expected: Work): void {
  const [is, should] = [describeWork(done), describeWork(expected)]
  if (is !== should)
    throw new Error(`${way} did not do the work that is measured.\n  it did: ${is}\n  wanted: ${should}`)
}

export function describeWork({ lint, tests, image }: Work): string {
  const suites = Object.entries(tests)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, cases]) => `${name} ${cases}`)
  return `lint and audits ${lint.toSorted().join(", ") || "none"}; tests passed ${suites.join(", ") || "none"}; ${image ? "an image" : "no image"}`
}

/** Every case has to have passed: a skipped test is work that was not done. */
export function passedIn(suite: string, junit: string): number {
  const cases = readJunit(junit)
  const other = cases.find(({ status }) => status !== "passed")
  if (other) throw new Error(`${suite}: ${other.name} ${other.status}: ${other.message}`)
  if (cases.length === 0) throw new Error(`${suite}: no test ran`)
  return cases.length
}

/** What a way on the host leaves: lint/NAME for each tool that was clean, test/NAME.xml, and the image's file list. */
export function readWork(folder: string): Work {
  const list = (name: string) => readdirSync(join(folder, name))
  const suites = list("test").filter((file) => file.endsWith(".xml"))
  return {
    lint: list("lint"),
    tests: Object.fromEntries(
      suites.map((file) => {
        const name = file.slice(0, -".xml".length)
        return [name, passedIn(name, readFileSync(join(folder, "test", file), "utf8"))]
      }),
    ),
    image: list("image").includes("done"),
  }
}
