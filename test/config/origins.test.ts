/** Shows where each value of a resolved config is said to come from. */
import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { loadWithPlaces } from "../../.dagger/lib/config/load.js"
import { origins } from "../../.dagger/lib/config/origins.js"

const text = `project: shop
preset: python
toolchain:
  variables: { CI: "1" }
lint:
  black: [black, .]
  sqlfluff: { command: [sqlfluff], preset: node }
tests:
  unit:
    command: [pytest, "--junitxml={junit}", "--cov={coverage}"]
    coverage: { over: 80 }
services:
  db: { kind: postgres, variable: URL }
`
const of = (yaml: string) =>
  Object.fromEntries(
    origins(loadWithPlaces(yaml, "f.yaml"), "f.yaml").map(({ path, from, value }) => [path, `${from}: ${value}`]),
  )

describe("the origin of a value", () => {
  it.each([
    ["project", "f.yaml:1: shop"],
    ["directory", "default: ."],
    ["toolchain.image", "preset python: python:3.11-slim"],
    ["toolchain.variables.CI", "f.yaml:4: 1"],
    ["toolchain.variables.PYTHONDONTWRITEBYTECODE", "preset python: 1"],
    ["lint.black.command", 'f.yaml:6: ["black","."]'],
    ["lint.black.timeoutSeconds", "default: 600"],
    ["lint.sqlfluff.toolchain.image", "preset node: node:24-slim"],
    ["tests.unit.coverage.over", "f.yaml:11: 80"],
    ["tests.unit.retries", "default: 0"],
    ["services.db.image", "default: postgres:15-alpine"],
    ["rollback.migrations.irreversible", "default: leave"],
  ])("%s", (path, origin) => {
    expect(of(text)[path]).toBe(origin)
  })

  it("is the anchor's line for what an alias brings in", () => {
    const yaml = `${text}faults:\n  a: &slow { FAULT: slow }\n  b: *slow\n`

    expect(of(yaml)["faults.b.FAULT"]).toBe("f.yaml:15: slow")
  })

  it("never shows a password", () => {
    const yaml = `${text}image: { variables: { URL: "postgres://me:s3cret@db/shop" } }\n`

    expect(of(yaml)["image.variables.URL"]).toBe("f.yaml:14: postgres://me:***@db/shop")
  })

  it("is a line for exactly what is written, whichever parts of this repository's config are left", () => {
    const own = parse(readFileSync("shipway.yaml", "utf8")) as Record<string, object>
    const optional = ["audit", "lint", "faults", "environments", "identity", "rollback", "preset"]
    fc.assert(
      fc.property(fc.subarray(optional), (left) => {
        const yaml = JSON.stringify(Object.fromEntries(Object.entries(own).filter(([key]) => !left.includes(key))))
        const told = origins(loadWithPlaces(yaml, "f.yaml"), "f.yaml")
        const written = told.filter(({ from }) => from.startsWith("f.yaml:")).map(({ path }) => path.split(".")[0]!)

        expect(left.filter((key) => written.includes(key))).toEqual([])
        expect(Object.keys(own).filter((key) => !left.includes(key) && !written.includes(key))).toEqual([])
      }),
      { numRuns: 8 },
    )
  }, 30_000)
})
