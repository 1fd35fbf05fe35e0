/** Shows that whatever is broken in a repository ends in an exit code that is not 0 and one clear message. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dagger, edit, withCopy } from "./harness.js"

interface Row {
  what: string
  file: string
  change: (text: string) => string
  call: string[]
  says: RegExp
}

const rows: Row[] = [
  {
    what: "the coverage gate",
    file: "shipway.yaml",
    change: (text) => text.replace("over: 80", "over: 99"),
    call: ["test", "--only", "unit", "assert"],
    says: /coverage 9\d\.\d\d % is not above the gate of 99 %/,
  },
  {
    what: "the Dockerfile",
    file: "Dockerfile",
    change: (text) => `${text}\nRUN echo seeded-fault >&2 && false\n`,
    call: ["ci", "assert"],
    says: /build +error[^]*seeded-fault/,
  },
  {
    what: "an unknown key",
    file: "shipway.yaml",
    change: (text) => `${text}\nlnit: {}\n`,
    call: ["validate"],
    says: /\[CONFIG_INVALID\] shipway\.yaml has 1 problem:\n {2}line \d+, column 1: lnit: unknown key; did you mean lint\?/,
  },
  {
    what: "a wrong type",
    file: "shipway.yaml",
    change: (text) => text.replace("port: 8000", "port: high"),
    call: ["validate"],
    says: /line \d+, column 3: image\.port: must be a number \(you wrote "high"\)/,
  },
  {
    what: "YAML syntax",
    file: "shipway.yaml",
    change: (text) => `${text}\nbroken: [\n`,
    call: ["validate"],
    says: /\[CONFIG_INVALID\] shipway\.yaml has \d problems?:\n {2}line \d+, column \d+: /,
  },
  {
    what: "inputs that match nothing",
    file: "shipway.yaml",
    change: (text) => text.replace("inputs: [roneira/**] }", "inputs: [ronera/**] }"),
    call: ["lint", "--only", "bandit", "assert"],
    says: /\[INPUTS_MATCH_NOTHING\] lint\.bandit names inputs: that match no file: ronera\/\*\*/,
  },
  {
    what: "a tool that is killed",
    file: "shipway.yaml",
    change: (text) => text.replace("lint:\n", () => "lint:\n  killed: [sh, -c, kill -9 $$]\n"),
    call: ["lint", "--only", "killed", "assert"],
    says: /killed +error +0\.0 s +the tool died before it was done[^]*exit code:? 137/,
  },
]

describe("a repository that is broken", () => {
  it.each(rows)("says so: $what", async ({ file, change, call, says }) => {
    await withCopy(
      (folder) => edit(join(folder, file), change),
      async (folder) => {
        const { exitCode, stderr } = await dagger(["-s", "call", call[0]!, "--source", folder, ...call.slice(1)])

        expect(exitCode).not.toBe(0)
        expect(stderr).toMatch(says)
      },
    )
  })

  it("says so: no config at all", async () => {
    await withCopy(
      (folder) => writeFile(join(folder, "other.yaml"), ""),
      async (folder) => {
        const { exitCode, stderr } = await dagger([
          "-s",
          "call",
          "--config",
          "pipeline.yaml",
          "validate",
          "--source",
          folder,
        ])

        expect(exitCode).toBe(1)
        expect(stderr).toContain("[CONFIG_MISSING] no config file at pipeline.yaml")
      },
    )
  })
})
