/** Shows that a preset keeps a whole config short, and that each of its settings can be replaced alone. */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { presets } from "../../.dagger/lib/config/presets.js"

const examples = ["python-package", "node-vitest", "go-service"]

describe.each(examples)("examples/%s", (name) => {
  const path = `examples/${name}/shipway.yaml`
  const text = readFileSync(path, "utf8")
  const config = loadConfig(text, path)

  it("has its whole config in under 25 lines", () => {
    expect(text.trimEnd().split("\n").length).toBeLessThan(25)
  })

  it("lints, tests above a coverage gate, and builds an image", () => {
    expect(config.lint.length).toBeGreaterThan(1)
    expect(config.tests).toMatchObject([{ name: "unit", coverageOver: 80 }])
    expect(config.image).toBeDefined()
  })

  it("takes its toolchain from the preset alone", () => {
    expect(config.toolchain).toEqual(presets[config.preset as keyof typeof presets])
  })

  it("commits the lock file that the preset installs from", () => {
    const committed = readdirSync(`examples/${name}`)
    expect(config.toolchain.lockFiles.filter((file) => committed.includes(file)).length).toBeGreaterThan(1)
  })
})

describe("a setting of one's own beside a preset", () => {
  const replaced = loadConfig(
    'project: own\npreset: node\ntoolchain:\n  install: [[pnpm, install]]\n  variables: { CI: "1" }\ntests:\n  unit: { command: [x, "{junit}"] }\n',
    "shipway.yaml",
  ).toolchain

  it("replaces only that setting", () => {
    expect(replaced).toEqual({
      ...presets.node,
      install: [["pnpm", "install"]],
      variables: { ...presets.node.variables, CI: "1" },
    })
  })
})
