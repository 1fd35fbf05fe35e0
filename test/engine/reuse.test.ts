/** Shows the module at work for others: from another directory, as an installed toolchain, and as a dependency. */
import { access, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dag } from "@dagger.io/dagger"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { IMAGES } from "../../.dagger/lib/images.js"
import { command, dagger, useSession } from "./harness.js"

useSession()

const config = (project: string) => `project: ${project}\ntests: { unit: { command: [run, "{junit}"] } }\n`
const module = process.cwd()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shipway-reuse-"))
  await mkdir(join(folder, "ci"))
  await writeFile(join(folder, "shipway.yaml"), config("elsewhere"))
  await writeFile(join(folder, "ci", "other.yaml"), config("by-default-of-env"))
  await command("git", ["init", "-q"], { cwd: folder })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("the module", () => {
  it("works from another directory with -m and --source=.", async () => {
    const { exitCode, stdout, stderr } = await dagger(["-s", "-m", module, "call", "validate", "--source=."], {
      cwd: folder,
    })

    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^project +elsewhere$/m)
  })

  it("works as an installed toolchain on the repository around it, with defaults from .env", async () => {
    // The command line wants a dagger.json around it, and of a module that is no git reference that it lies below.
    for (const part of [".dagger", "dagger.json"])
      await cp(part, join(folder, "shipway", part), {
        recursive: true,
        filter: (path) => !/node_modules|sdk/.test(path),
      })
    await dagger(["-s", "init"], { cwd: folder })
    const installed = await dagger(["-s", "toolchain", "install", "./shipway"], { cwd: folder })
    const checks = await dagger(["-s", "check", "-l"], { cwd: folder })
    const called = await dagger(["-s", "call", "shipway", "validate"], { cwd: folder })
    await writeFile(join(folder, ".env"), "SHIPWAY_CONFIG=ci/other.yaml\n")
    const byEnv = await dagger(["-s", "call", "shipway", "validate"], { cwd: folder })

    expect(installed.exitCode, installed.stderr).toBe(0)
    expect(checks.stdout).toContain("shipway:check-config")
    expect(called.stdout, called.stderr).toMatch(/^project +elsewhere$/m)
    expect(byEnv.stdout, byEnv.stderr).toMatch(/^project +by-default-of-env$/m)
    expect(byEnv.stdout).toMatch(/^--config +flag +ci\/other\.yaml$/m)
  })

  it("keeps its sources when it is developed, and has Dagger's types beside them", async () => {
    const { exitCode, stderr } = await dagger(["-s", "-m", "./shipway", "develop"], { cwd: folder })

    expect(exitCode, stderr).toBe(0)
    for (const file of ["src/index.ts", "lib/calls/given.ts", "assets/load.ts", "sdk/client.gen.ts"])
      await access(join(folder, "shipway/.dagger", file))
  })

  it("works as a dependency of a module in TypeScript", async () => {
    const words = ["-s", "-m", "examples/consumer-typescript", "call", "shipway-validate", "--source", folder]
    const { exitCode, stdout, stderr } = await dagger(words)

    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^project +elsewhere$/m)
  })
})

describe("the consumers that no SDK here can run", () => {
  it("are Go that gofmt takes, and Python that compiles", async () => {
    const source = (name: string) => dag.host().directory(`examples/${name}`, { include: ["**/*.go", "**/*.py"] })
    const gofmt = dag.container().from(IMAGES.go).withMountedDirectory("/src", source("consumer-go"))
    const python = dag.container().from(IMAGES.python).withMountedDirectory("/src", source("consumer-python"))

    expect(await gofmt.withExec(["gofmt", "-l", "/src"]).stdout()).toBe("")
    await python.withExec(["python", "-m", "compileall", "-q", "/src"]).sync()
  })
})
