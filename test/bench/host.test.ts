/** Shows that the ways without containers run what shipway.yaml and the Dockerfile say, and each form all of it. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import { buildOf } from "../../bench/host/dockerfile.js"
import { makefile, serialScript, stepFile, workflow } from "../../bench/host/forms.js"
import { stepsOf } from "../../bench/host/steps.js"

const read = (path: string) => readFileSync(path, "utf8")
const config = loadConfig(read("shipway.yaml"), "shipway.yaml")
const steps = stepsOf(config, read("Dockerfile"))
const stepNamed = (name: string) => steps.find((step) => step.name === name)!
/** Every word of the command stands in the step, but for what a placeholder stands for. */
const wordsMissing = (command: readonly string[], script: string) =>
  command.filter((word) => !/[{]|site-packages/.test(word) && !script.includes(`'${word}'`))

describe("the steps", () => {
  it("are one for each tool, audit and suite, and the image", () => {
    const names = steps.map(({ name }) => name).filter((name) => /^(lint|test)-/.test(name))

    expect(names).toEqual([
      ...config.lint.map(({ name }) => `lint-${name}`),
      ...config.tests.map(({ name }) => `test-${name}`),
    ])
    expect(stepNamed("image").needs).toEqual([])
  })

  it("run the very commands of the config, with what stands before them", () => {
    for (const { name, command, before = [] } of config.lint)
      expect([name, wordsMissing([...before, ...command], stepNamed(`lint-${name}`).script)]).toEqual([name, []])
    for (const { name, command, before = [] } of config.tests)
      expect([name, wordsMissing([...before, ...command], stepNamed(`test-${name}`).script)]).toEqual([name, []])
    expect(stepNamed("test-unit").script).toContain("'--cov-fail-under=80'")
  })

  it("install what the toolchains of the config install", () => {
    for (const command of config.toolchain.install) expect(wordsMissing(command, stepNamed("tools").script)).toEqual([])
  })

  it("leave no placeholder, and stand after what they need", () => {
    for (const [index, { name, needs, script }] of steps.entries()) {
      expect([name, /\{(junit|coverage|out)\}|\/usr\/local\/lib/.exec(script)]).toEqual([name, null])
      expect([name, needs.filter((need) => steps.findIndex((other) => other.name === need) >= index)]).toEqual([
        name,
        [],
      ])
    }
  })

  it("wait for the suites that the config says", () =>
    expect(stepNamed("test-api").needs).toEqual(["tools", "servers", "test-unit"]))

  it("are shell that can be read", () => {
    for (const step of steps)
      expect([step.name, spawnSync("sh", ["-n"], { input: stepFile(step), encoding: "utf8" }).stderr]).toEqual([
        step.name,
        "",
      ])
  })
})

describe("the Dockerfile", () => {
  it("gives its own commands, inputs and copies", () =>
    expect(buildOf(read("Dockerfile"))).toMatchObject({
      commands: [
        expect.stringContaining("pip install --no-cache-dir uv=="),
        "/opt/uv/bin/uv sync --frozen --no-dev --no-cache",
      ],
      inputs: ["app/pyproject.toml", "app/uv.lock"],
      copied: ["app/alembic.ini", "app/flags.json", "app/migrations", "app/roneira"],
    }))

  it("of another shape is an error", () =>
    expect(() => buildOf("FROM a\nCOPY b c\nRUN install\n")).toThrow("does not install in one stage"))
})

describe("the forms", () => {
  const small = [
    { name: "first", needs: [], script: 'echo first >> "$LOG"\n' },
    { name: "second", needs: ["first"], script: 'echo second >> "$LOG"\n' },
    { name: "other", needs: [], script: '[ -z "${FAIL:-}" ]\n' },
  ]
  const run = (command: (folder: string) => string[], fail = "") => {
    const folder = mkdtempSync(join(tmpdir(), "shipway-bench-forms-"))
    mkdirSync(join(folder, "steps"))
    for (const step of small) writeFileSync(join(folder, "steps", `${step.name}.sh`), stepFile(step))
    writeFileSync(join(folder, "serial.sh"), serialScript(small))
    writeFileSync(join(folder, "Makefile"), makefile(small))
    writeFileSync(join(folder, "log"), "")
    const [file, ...words] = command(folder)
    const env = { ...process.env, STEPS: join(folder, "steps"), LOG: join(folder, "log"), FAIL: fail }
    return { status: spawnSync(file!, words, { env }).status, log: read(join(folder, "log")) }
  }
  const hasMake = spawnSync("make", ["--version"]).status === 0

  it.each([
    ["script", (folder: string) => ["sh", join(folder, "serial.sh")]],
    ...(hasMake ? [["Makefile", (folder: string) => ["make", "-j", "-f", join(folder, "Makefile")]] as const] : []),
  ] as const)("%s runs all of them in their order, and fails with any", (_, command) => {
    expect(run(command)).toEqual({ status: 0, log: "first\nsecond\n" })
    expect(run(command, "yes").status).not.toBe(0)
  })

  it("workflow has a job for each, with what it needs", () => {
    const { jobs } = parse(workflow(steps)) as { jobs: Record<string, { needs: string[]; steps: { run: string }[] }> }

    expect(Object.entries(jobs).map(([name, { needs, steps }]) => [name, needs, steps.map(({ run }) => run)])).toEqual(
      steps.map(({ name, needs }) => [name, needs, [`sh "$STEPS/${name}.sh"`]]),
    )
  })
})
