/** Shows which tools `fix` takes, and that it never mends with fewer than were asked for. */
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { fixers } from "../../.dagger/lib/steps/fix.js"
import { minimal, yamlOf } from "../config/config-text.js"

const tools = (lint: object) => loadConfig(yamlOf({ ...minimal, lint }), "shipway.yaml").lint
const some = tools({
  black: { command: ["black"], fix: ["black"] },
  mypy: ["mypy"],
  isort: { command: ["i"], fix: ["i"] },
})

it.each([
  [[], ["black", "isort"]],
  [["isort"], ["isort"]],
])("picks %j: %j", (only, names) => {
  expect(fixers(some, only).map(({ name }) => name)).toEqual(names)
})

it.each([
  [
    "a tool that cannot mend",
    some,
    ["black", "mypy"],
    "[SETTING_MISSING] fix --only mypy needs lint.mypy.fix: in the config",
  ],
  [
    "a tool that there is not",
    some,
    ["blakc"],
    "[UNKNOWN_NAME] --only blakc: there is no such name in the config; did you mean black?",
  ],
  [
    "no tool that can mend",
    tools({ mypy: ["mypy"] }),
    [],
    "[NOTHING_TO_DO] the config declares nothing under lint.NAME.fix:",
  ],
])("refuses %s", (_, all, only, message) => {
  expect(() => fixers(all, only)).toThrow(message)
})
