/** Shows the whole message that a user sees for each kind of broken shipway.yaml. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { both, silent } from "./broken/both.js"
import { keys } from "./broken/keys.js"
import { rules } from "./broken/rules.js"
import { values } from "./broken/values.js"
import { yaml } from "./broken/yaml.js"

const tables = {
  "that is no YAML of a config": yaml,
  "with a wrong key": keys,
  "with a wrong value": values,
  "that cannot work": rules,
  "with a wrong value, and that cannot work besides": both,
  "whose wrong value hides whether it could work": silent,
}
const all = Object.values(tables).flat()

describe.each(Object.entries(tables))("a config %s", (_, table) => {
  it.each(table)("$is", ({ yaml, problems }) => {
    const count = `${problems.length} problem${problems.length === 1 ? "" : "s"}`
    expect(messageOf(yaml)).toBe(
      [
        `[CONFIG_INVALID] ci/shipway.yaml has ${count}:`,
        ...problems.map((problem) => `  ${problem}`),
        "Hint: Correct the lines above, then run: dagger call validate",
      ].join("\n"),
    )
  })
})

describe("the tables of broken configs", () => {
  it("hold at least 60 kinds, each once", () => {
    expect(all.length).toBeGreaterThanOrEqual(60)
    expect(new Set(all.map(({ is }) => is)).size).toBe(all.length)
    expect(new Set(all.map(({ problems }) => problems.join("\n"))).size).toBeGreaterThanOrEqual(60)
  })

  it("give a line and a column with each problem, and the path but where there is no map to have one", () => {
    const told = all.flatMap(({ problems }) => problems)

    expect(told.filter((problem) => !/^line \d+, column \d+: /.test(problem))).toEqual([])
    expect([...keys, ...values, ...rules].flatMap(({ problems }) => problems)).toSatisfy((problems: string[]) =>
      problems.every((problem) => /^line \d+, column \d+: [\w.<-]+: ./.test(problem)),
    )
  })
})

function messageOf(yaml: string): string {
  try {
    loadConfig(yaml, "ci/shipway.yaml")
  } catch (error) {
    return (error as Error).message
  }
  throw new Error("the config is not broken")
}
