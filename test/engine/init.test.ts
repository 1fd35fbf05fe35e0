/** Shows that what `init` proposes runs: on each example, and on bare repositories of each kind. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dag, type Directory } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { init } from "../../.dagger/lib/init/init.js"
import { runFlow } from "../../.dagger/lib/pipeline/flow.js"
import { StepStatus } from "../../.dagger/src/names.js"
import { repositories } from "../init/repositories.js"
import { contextFor, dagger, useSession } from "./harness.js"

useSession()

/** Small, and without a package manager that the embedded engine lacks. */
const BARE = [
  "python with a pyproject.toml, without a lock file",
  "python with a setup.cfg",
  "node with a lock file, scripts and Node's own runner",
  "go",
]
const bare = repositories.filter(({ is }) => BARE.includes(is))
const examples = ["python-package", "node-vitest", "go-service"]

async function proposedCi(source: Directory) {
  const proposed = (await init(source, "shipway.yaml")).after()
  const { report } = await runFlow("ci", await contextFor(proposed))
  return { verdict: report.verdict, failed: report.steps.filter(({ status }) => status !== StepStatus.Passed) }
}

describe("the proposal", () => {
  it.each(bare)("runs on a bare repository of $is", async ({ files }) => {
    const source = Object.entries(files).reduce((dir, [path, text]) => dir.withNewFile(path, text), dag.directory())

    expect(await proposedCi(source)).toEqual({ verdict: "passed", failed: [] })
  })

  it.each(examples)("runs on examples/%s without its config", async (name) => {
    const source = dag
      .host()
      .directory(`examples/${name}`, { exclude: ["**/node_modules"] })
      .withoutFile("shipway.yaml")

    expect(await proposedCi(source)).toEqual({ verdict: "passed", failed: [] })
  })
})

describe("dagger call init", () => {
  it("writes a config that validates, and never over one that is there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "shipway-init-"))
    const propose = () => dagger(["-s", "call", "init", "--source", folder, "export", "--path", folder])
    try {
      await writeFile(join(folder, "go.mod"), "module example.org/postage\n\ngo 1.22\n")
      const written = await propose()
      const text = await readFile(join(folder, "shipway.yaml"), "utf8")
      const again = await propose()

      expect(written.exitCode, written.stderr).toBe(0)
      expect(text).toContain("# go.mod says that this is Go.\npreset: go\n")
      expect(await readFile(join(folder, ".shipway.schema"), "utf8")).toContain("Shipway config")
      expect(again.exitCode).toBe(1)
      expect(again.stderr).toContain("[CONFIG_EXISTS] there is a shipway.yaml already")
      expect(await readFile(join(folder, "shipway.yaml"), "utf8")).toBe(text)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
