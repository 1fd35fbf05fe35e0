/** Shows how long tools and suites may take unless the config says otherwise, and what it cannot say. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { yamlOf } from "./config-text.js"

const config = (own: object) =>
  loadConfig(
    yamlOf({
      project: "sample",
      lint: { short: ["short"], long: { command: ["long"], ...own } },
      audit: { safety: { command: ["safety"], ...own } },
      tests: { unit: { command: ["test", "{junit}"], ...own } },
    }),
    "shipway.yaml",
  )
const secondsOf = ({ lint, tests }: ReturnType<typeof config>) =>
  [...lint, ...tests].map(({ timeoutSeconds }) => timeoutSeconds)

describe("a deadline", () => {
  it("is ten minutes for a tool and half an hour for a suite", () => {
    expect(secondsOf(config({}))).toEqual([600, 600, 600, 1800])
  })

  it("is as declared", () => {
    expect(secondsOf(config({ timeoutSeconds: 5 }))).toEqual([600, 5, 5, 5])
  })

  it.each([0, -1, 1.5, 86401, "10m"])("cannot be %j: there is none for ever", (timeoutSeconds) => {
    for (const path of ["lint.long", "audit.safety", "tests.unit"])
      expect(() => config({ timeoutSeconds })).toThrow(`${path}.timeoutSeconds: `)
  })
})
