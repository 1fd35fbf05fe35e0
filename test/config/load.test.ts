/** Shows what a good shipway.yaml resolves to; broken-configs.test.ts shows the broken ones. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { yamlOf, minimal } from "./config-text.js"

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
