/** Shows what a user sees for each kind of broken shipway.yaml. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/src/config/load.js"
import { yamlOf, minimal } from "./config-text.js"

const suite = `project: sample
tests:
  unit:
    command: [run-tests, "--out={junit}"]
`

/** [what is broken, the YAML, every problem expected, in order] */
const broken: [string, string, string[]][] = [
  [
    "an unknown key with a near neighbour",
    `${suite}  \nlnit:\n  black: [black]\n`,
    ["line 6, column 1: lnit: unknown key; did you mean lint?"],
  ],
  [
    "an unknown key deep inside",
    `${suite}image:\n  dockerfle: Dockerfile\n`,
    ["line 6, column 3: image.dockerfle: unknown key; did you mean dockerfile?"],
  ],
  [
    "an unknown key in a suite",
    `${suite}    servces: [db]\n`,
    ["line 5, column 5: tests.unit.servces: unknown key; did you mean services?"],
  ],
  [
    "an unknown key in a tool",
    `${suite}lint:\n  black: { command: [black], input: [src] }\n`,
    ["line 6, column 30: lint.black.input: unknown key; did you mean inputs?"],
  ],
  [
    "an unknown key without a neighbour",
    `${suite}environments:\n  qa: {}\n`,
    ["line 6, column 3: environments.qa: unknown key; known: staging, production"],
  ],
  [
    "a wrong type",
    `${suite}image:\n  port: high\n`,
    ['line 6, column 3: image.port: Invalid input: expected number, received string (you wrote "high")'],
  ],
  [
    "a value out of range",
    `${suite}image:\n  port: 70000\n`,
    ["line 6, column 3: image.port: Too big: expected number to be <=65535 (you wrote 70000)"],
  ],
  [
    "a missing key",
    "tests:\n  unit:\n    command: [x, '{junit}']\n",
    ["line 1, column 1: project: Invalid input: expected string, received undefined"],
  ],
  [
    "a name with capitals",
    `${suite.replace("sample", "Sample")}`,
    [
      'line 1, column 1: project: a name is lower-case letters, digits and dashes, starting with a letter (you wrote "Sample")',
    ],
  ],
  ["a duplicate key", `${suite}project: again\n`, ["line 5, column 1: Map keys must be unique"]],
  [
    "broken YAML",
    "project: [sample\n",
    ["line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]"],
  ],
  ["an empty file", "", ["line 1, column 1: project: Invalid input: expected string, received undefined"]],
  [
    "a list instead of a map",
    "- project\n",
    ["line 1, column 1: (top level): Invalid input: expected object, received array"],
  ],
  [
    "a suite without its JUnit file",
    "project: sample\ntests:\n  unit:\n    command: [run-tests]\n",
    [
      "line 4, column 5: tests.unit.command: must name {junit}, the JUnit file it writes; without it zero tests would look like a pass",
    ],
  ],
  [
    "a coverage gate without its file",
    `${suite}    coverage: { over: 80 }\n`,
    ["line 4, column 5: tests.unit.command: must name {coverage}, the Cobertura file that the coverage gate reads"],
  ],
  [
    "a coverage gate of a fraction",
    `${suite}    coverage: { over: 80.5 }\n`,
    ["line 5, column 17: tests.unit.coverage.over: Invalid input: expected int, received number (you wrote 80.5)"],
  ],
  [
    "a service nobody declared",
    `${suite}    services: [databse]\nservices:\n  database: { kind: postgres, variable: URL }\n`,
    ["line 5, column 16: tests.unit.services.0: no service databse under services:; did you mean database?"],
  ],
  [
    "a need nobody declared",
    `${suite}    needs: [unti]\n`,
    ["line 5, column 13: tests.unit.needs.0: no suite unti under tests:; did you mean unit?"],
  ],
  [
    "suites that wait for each other",
    `${suite}    needs: [api]\n  api: { command: ["{junit}"], needs: [rag] }\n  rag: { command: ["{junit}"], needs: [unit] }\n`,
    ["line 5, column 5: tests.unit.needs: a cycle in which nothing can start: unit needs api needs rag needs unit"],
  ],
  [
    "a suite that waits for itself",
    `${suite}    needs: [unit]\n`,
    ["line 5, column 5: tests.unit.needs: a cycle in which nothing can start: unit needs unit"],
  ],
  [
    "a retry command without retries or a report",
    `${suite}    retryCommand: [again]\n`,
    [
      "line 5, column 5: tests.unit.retryCommand: must name {junit}, the JUnit file it writes; without it zero tests would look like a pass",
      "line 5, column 5: tests.unit.retryCommand: needs retries: to say how often",
    ],
  ],
  [
    "shards that nothing is split over",
    `${suite}    shards: 2\n    durations: d.json\n`,
    [
      "line 5, column 5: tests.unit.shards: say how to split: files: with {files} in the command, or both {shard} and {shards} in it for a runner that splits by itself",
      "line 6, column 5: tests.unit.durations: needs files: to split by them",
    ],
  ],
  [
    "files that the command does not take",
    `${suite}    shards: 2\n    files: [t/*]\n`,
    ["line 4, column 5: tests.unit.command: files: and an argument {files} of its own belong together"],
  ],
  [
    "a split without shards",
    `project: sample\ntests:\n  unit:\n    command: [x, "{files}", "--only={shard}", "{junit}"]\n    files: [t/*]\n`,
    [
      "line 4, column 5: tests.unit.command: {files} needs shards:",
      "line 4, column 5: tests.unit.command: {shard} needs shards:",
      "line 5, column 5: tests.unit.files: needs shards: to say over how many containers",
    ],
  ],
  [
    "an unknown kind of service",
    `${suite}services:\n  db: { kind: mysql, variable: URL }\n`,
    ['line 6, column 9: services.db.kind: Invalid option: expected one of "postgres"|"redis" (you wrote "mysql")'],
  ],
  [
    "an unknown placeholder",
    `${suite}image:\n  variables: { SHA: "{commit}" }\n`,
    ["line 6, column 16: image.variables.SHA: {commit} is not known; write {version}, {sha} or {digest}"],
  ],
  [
    "a probe pattern that does not compile",
    `${suite}probes:\n  chat: { path: /chat, json: { answer: { matches: "(" } } }\n`,
    [
      "line 6, column 42: probes.chat.json.answer.matches: not a regular expression: Invalid regular expression: /(/: Unterminated group",
    ],
  ],
  [
    "a probe with an unknown severity",
    `${suite}probes:\n  chat: { path: /chat, severity: huge }\n`,
    [
      'line 6, column 24: probes.chat.severity: Invalid option: expected one of "critical"|"major"|"minor" (you wrote "huge")',
    ],
  ],
  [
    "a load that cannot reach its minimum",
    `${suite}load:\n  ratePerSecond: 1\n  durationSeconds: 5\n  endpoints: [{ path: / }]\n  thresholds: { minRequests: 6 }\n`,
    ["line 9, column 17: load.thresholds.minRequests: 6 requests cannot be reached: 1/s for 5 s offers 5"],
  ],
  [
    "two problems at once",
    `${suite}lnit: {}\nimage:\n  port: high\n`,
    [
      'line 7, column 3: image.port: Invalid input: expected number, received string (you wrote "high")',
      "line 5, column 1: lnit: unknown key; did you mean lint?",
    ],
  ],
]

describe("a broken config", () => {
  it.each(broken)("names every problem with its place: %s", (_, yaml, problems) => {
    expect(
      messageOf(() => loadConfig(yaml, "shipway.yaml"))
        .split("\n")
        .filter((line) => line.startsWith("  "))
        .map((line) => line.trim())
        .toSorted(),
    ).toEqual(problems.toSorted())
  })

  it("says which file, how many problems and what to type next", () => {
    expect(messageOf(() => loadConfig("lnit: 1\n", "ci/pipeline.yaml"))).toBe(
      "[CONFIG_INVALID] ci/pipeline.yaml has 2 problems:\n  line 1, column 1: project: Invalid input: expected string, received undefined\n  line 1, column 1: lnit: unknown key; did you mean lint?\nHint: Correct the lines above, then run: dagger call validate",
    )
  })
})

describe("a good config", () => {
  it("spells out short forms and defaults", () => {
    const config = loadConfig(yamlOf({ ...minimal, preset: "python", lint: { black: ["black", "."] } }), "shipway.yaml")

    expect(config.lint).toMatchObject([{ name: "black", command: ["black", "."], warnOnly: false }])
    expect(config.toolchain.lockFiles).toEqual(["pyproject.toml", "uv.lock"])
    expect(config.tests[0]).toMatchObject({ name: "unit", services: [], coverageOver: undefined })
  })

  it("lets the toolchain replace parts of a preset and keep the rest", () => {
    const config = loadConfig(
      yamlOf({ ...minimal, preset: "python", toolchain: { image: "mirror/python:3.11-slim", variables: { CI: "1" } } }),
      "shipway.yaml",
    )

    expect(config.toolchain.image).toBe("mirror/python:3.11-slim")
    expect(config.toolchain.variables).toMatchObject({ CI: "1", UV_PROJECT_ENVIRONMENT: "/opt/venv" })
  })

  it("is what this repository itself has", () => {
    const config = loadConfig(readFileSync("shipway.yaml", "utf8"), "shipway.yaml")

    expect(config.tests.map(({ name }) => name)).toEqual(["unit", "integration", "rag", "api", "websocket"])
    expect(Object.keys(config.faults)).toEqual(["error-rate", "latency", "not-ready", "wrong-version", "upload-broken"])
  })
})

function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error("nothing was thrown")
}
