/** Shows what a rollback policy may be, and what a user sees of one that cannot work. */
import { expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { minimal, yamlOf } from "./config-text.js"

const suite = `project: sample
tests:
  unit:
    command: [run-tests, "--out={junit}"]
`

it.each([
  [
    "a fix window in which nothing can recover",
    `${suite}rollback:\n  fixWindowSeconds: 120\n`,
    [
      "line 6, column 3: rollback.fixWindowSeconds: nothing could recover within 120 s: 3 good looks, one every 60 s (everySeconds), take 180 s",
    ],
  ],
  [
    "an interval longer than the default fix window",
    `${suite}rollback: { everySeconds: 901, recoveredAfter: 1 }\n`,
    [
      "line 5, column 1: rollback.fixWindowSeconds: nothing could recover within 900 s: 1 good look, one every 901 s (everySeconds), take 901 s",
    ],
  ],
  [
    "a rollback policy that minds the lesser risk more",
    `${suite}rollback:\n  migrations: { reversible: leave, irreversible: roll-back }\n`,
    [
      "line 6, column 36: rollback.migrations.irreversible: roll-back contradicts reversible: leave, which is the lesser risk",
    ],
  ],
  [
    "a fix window of nothing, and a recovery of nothing",
    `${suite}rollback: { fixWindowSeconds: 0, recoveredAfter: 0 }\n`,
    [
      "line 5, column 13: rollback.fixWindowSeconds: must be at least 1 (you wrote 0)",
      "line 5, column 34: rollback.recoveredAfter: must be at least 1 (you wrote 0)",
    ],
  ],
  [
    "an unknown key in the rollback policy",
    `${suite}rollback: { firstReleas: keep }\n`,
    ["line 5, column 13: rollback.firstReleas: unknown key; did you mean firstRelease?"],
  ],
  [
    "an unknown choice for a first release",
    `${suite}rollback: { firstRelease: drop }\n`,
    ['line 5, column 13: rollback.firstRelease: must be one of keep, take-down (you wrote "drop")'],
  ],
])("names every problem with its place: %s", (_, yaml, problems) => {
  expect(() => loadConfig(yaml, "shipway.yaml")).toThrow(
    `[CONFIG_INVALID] shipway.yaml has ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n${problems.map((problem) => `  ${problem}\n`).join("")}Hint:`,
  )
})

it("takes a window that the recovery just fits", () => {
  const rollback = { fixWindowSeconds: 6, everySeconds: 2, recoveredAfter: 3 }

  expect(loadConfig(yamlOf({ ...minimal, rollback }), "shipway.yaml").rollback).toMatchObject(rollback)
})

it("has a whole rollback policy, of which each part can be replaced alone", () => {
  const defaults = {
    fixWindowSeconds: 900,
    everySeconds: 60,
    recoveredAfter: 3,
    firstRelease: "keep",
    migrations: { reversible: "roll-back", irreversible: "leave" },
  }
  const written = { everySeconds: 300, migrations: { reversible: "leave" } }

  expect(loadConfig(yamlOf(minimal), "shipway.yaml").rollback).toEqual(defaults)
  expect(loadConfig(yamlOf({ ...minimal, rollback: written }), "shipway.yaml").rollback).toEqual({
    ...defaults,
    everySeconds: 300,
    migrations: { reversible: "leave", irreversible: "leave" },
  })
})
