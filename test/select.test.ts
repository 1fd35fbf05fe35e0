/** Shows how flags that name something in the config are checked. */
import { expect, it } from "vitest"
import { loadConfig } from "../.dagger/lib/config/load.js"
import { select, selectFault } from "../.dagger/lib/select.js"
import { releasable, yamlOf } from "./config/config-text.js"

const tools = [{ name: "black" }, { name: "mypy" }]
const config = loadConfig(yamlOf({ ...releasable, faults: { "not-ready": { FAULTS: "not-ready" } } }), "shipway.yaml")

it("takes everything when nothing is picked", () => {
  expect(select(tools, [], "lint")).toEqual(tools)
})

it("takes what is picked, in the config's order", () => {
  expect(select(tools, ["mypy", "black"], "lint")).toEqual(tools)
  expect(select(tools, ["mypy"], "lint")).toEqual([{ name: "mypy" }])
})

it("refuses a name that is not declared, and suggests the nearest", () => {
  expect(() => select(tools, ["mypi"], "lint")).toThrow(
    "[UNKNOWN_NAME] --only mypi: there is no such name in the config; did you mean mypy?\nHint: Known: black, mypy.",
  )
})

it("refuses a gate over nothing", () => {
  expect(() => select([], undefined, "lint")).toThrow("[NOTHING_TO_DO] the config declares nothing under lint:")
})

it("takes a fault with its place", () => {
  expect(selectFault(config, "not-ready", "staging")).toEqual({
    name: "not-ready",
    at: "staging",
    variables: { FAULTS: "not-ready" },
  })
})

it.each([
  ["nott-ready", "staging", "did you mean not-ready?"],
  ["not-ready", undefined, "Add --at staging or --at production."],
  [undefined, "staging", "needs a fault to rehearse there"],
  ["not-ready", "STAGING", "did you mean staging?"],
])("refuses fault %s at %s", (fault, at, message) => {
  expect(() => selectFault(config, fault, at)).toThrow(message)
})
