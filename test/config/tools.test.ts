/** Shows what a lint or audit tool's declaration resolves to, and which ones are refused. */
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { minimal, yamlOf } from "./config-text.js"

const load = (more: object) => loadConfig(yamlOf({ ...minimal, ...more }), "shipway.yaml")

describe("a tool", () => {
  it("runs in the prepared environment, and its exit code decides, unless the config says otherwise", () => {
    expect(load({ lint: { black: ["black", "."] } }).lint).toEqual([
      {
        name: "black",
        command: ["black", "."],
        inputs: undefined,
        warnOnly: false,
        format: "text",
        before: undefined,
        exitCodes: undefined,
        toolchain: undefined,
        fix: undefined,
        timeoutSeconds: 600,
        audit: undefined,
      },
    ])
  })

  it.each([
    ["an image", { image: "example.org/tool:1" }, "example.org/tool:1", []],
    ["a preset", { preset: "python" }, "python:3.11-slim", ["pyproject.toml", "uv.lock"]],
    ["a toolchain", { toolchain: { image: "i:1", lockFiles: ["tool.lock"] } }, "i:1", ["tool.lock"]],
    [
      "a preset in another image",
      { preset: "python", toolchain: { image: "i:1" } },
      "i:1",
      ["pyproject.toml", "uv.lock"],
    ],
  ])("runs in %s of its own", (_, own, image, lockFiles) => {
    const [tool] = load({ lint: { tool: { command: ["tool"], ...own } } }).lint

    expect(tool!.toolchain).toMatchObject({ image, lockFiles })
  })

  it("audits after lint, and what it cannot tell fails unless declared", () => {
    const { lint } = load({ audit: { safety: { command: ["safety"] } }, lint: { black: ["black"] } })

    expect(lint.map(({ name }) => name)).toEqual(["black", "safety"])
    expect(lint.map(({ audit }) => audit?.onInconclusive)).toEqual([undefined, "fail"])
  })
})

describe("a declaration that is refused", () => {
  it.each([
    [
      "a report that nobody reads",
      { lint: { tool: { command: ["tool", "{report}"] } } },
      "lint.tool.command: {report} needs a format: to read the report",
    ],
    [
      "two images",
      { lint: { tool: { command: ["tool"], image: "a", toolchain: { image: "b" } } } },
      "lint.tool.image: write it as image: under toolchain:",
    ],
    [
      "one name twice",
      { lint: { tool: ["tool"] }, audit: { tool: { command: ["tool"] } } },
      "audit.tool: lint: has a tool named tool as well; rename one",
    ],
    [
      "a format that there is not",
      { lint: { tool: { command: ["tool"], format: "pylint" } } },
      'lint.tool.format: must be one of text, lines, diff, mypy, bandit, eslint, sarif, pip-audit, safety; did you mean eslint? (you wrote "pylint")',
    ],
    [
      "an audit that mends",
      { audit: { tool: { command: ["tool"], fix: ["tool"] } } },
      "audit.tool.fix: unknown key; known: ",
    ],
    [
      "a lint tool that may be inconclusive",
      { lint: { tool: { command: ["tool"], onInconclusive: "warn" } } },
      "lint.tool.onInconclusive: unknown key; known: ",
    ],
  ])("%s", (_, more, problem) => {
    expect(() => load(more)).toThrow(problem)
  })
})
