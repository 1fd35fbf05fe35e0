/** Shows what runs again after a change: the containers' own start times say which did, not the engine's word. */
import { appendFile } from "node:fs/promises"
import { join } from "node:path"
import { dag, type Directory } from "@dagger.io/dagger"
import { beforeAll, describe, expect, it } from "vitest"
import { prepared } from "../../.dagger/lib/exec/toolchain.js"
import { runFlow } from "../../.dagger/lib/pipeline/flow.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { toTable } from "../../.dagger/lib/report/table.js"
import { imageOf } from "../../.dagger/lib/steps/build.js"
import { contextFor, edit, useSession, withCopy } from "./harness.js"

useSession()

describe("after a first ci", () => {
  beforeAll(async () => {
    const first = await ci(await repository())
    expect(first.verdict, toTable(first)).toBe("passed")
    // The containers' clocks tell whole seconds.
    await new Promise((done) => setTimeout(done, 1100))
  })

  it("nothing runs again when nothing changed", async () => {
    expect(executed(await ci(await repository()))).toEqual([])
  })

  it("nothing runs again when only a README changed", async () => {
    expect(executed(await ci(await repository("README.md")))).toEqual([])
  })

  it("a unit test runs its suite and the tools that read it, and no install, image or other suite", async () => {
    expect(executed(await ci(await repository("app/tests/unit/test_faults.py")))).toEqual([
      "lint/black",
      "lint/flake8",
      "lint/isort",
      "lint/mypy",
      "test/unit",
    ])
  })

  it("a Dockerfile runs the build alone", async () => {
    expect(executed(await ci(await repository("Dockerfile")))).toEqual(["build/image"])
  })

  it("no source file but a lock file makes the dependencies be installed again", async () => {
    const before = await installed(await repository())

    expect(await installed(await repository("app/roneira/metrics.py"))).toBe(before)
    expect(await installed(await repository("app/uv.lock"))).not.toBe(before)
  })
})

it("Python finds its standard library compiled, in the environment of tools and suites as in the image", async () => {
  const source = await repository()
  const { config } = await contextFor(source)
  const compiled = ["python", "-c", "import email.parser, os; print(os.path.exists(email.parser.__cached__))"]
  const [tools, image] = [prepared(source, config), imageOf(source, config)]

  expect(await tools.withExec(compiled).stdout()).toBe("True\n")
  expect(await image.withExec(compiled).stdout()).toBe("True\n")
})

/** A copy on disk, uploaded as a person's is, with a comment added to one file: its content is new, what it does is not. */
async function repository(changed?: string): Promise<Directory> {
  return withCopy(
    async (folder) => {
      await edit(join(folder, "shipway.yaml"), (text) => text.replace("project: roneira", "project: test-caching"))
      if (changed) await appendFile(join(folder, changed), `\n# ${crypto.randomUUID()}\n`)
    },
    (folder) => dag.host().directory(folder).sync(),
  )
}

/** When the environment was made, as its own file system has it. */
async function installed(source: Directory): Promise<string> {
  const { config } = await contextFor(source)
  return prepared(source, config).withExec(["stat", "--format=%Y %i", "/opt/venv/pyvenv.cfg"]).stdout()
}

async function ci(source: Directory): Promise<Report> {
  const { report } = await runFlow("ci", await contextFor(source))
  return report
}

/** The image step has no container of its own: it reads what the build says of itself. */
function executed(report: Report): string[] {
  return report.steps
    .filter(({ name }) => name !== "image")
    .flatMap((step) => step.parts.filter((part) => !part.cached).map((part) => `${step.name}/${part.name}`))
    .toSorted()
}
