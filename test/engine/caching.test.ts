/** Shows what runs again after a change: the containers' own start times say which did, not the engine's word. */
import type { Directory } from "@dagger.io/dagger"
import { beforeAll, describe, expect, it } from "vitest"
import { prepared } from "../../.dagger/src/exec/toolchain.js"
import { runFlow } from "../../.dagger/src/pipeline/flow.js"
import type { Report } from "../../.dagger/src/report/model.js"
import { toTable } from "../../.dagger/src/report/table.js"
import { contextFor, sample, useSession } from "./harness.js"

useSession()

describe("after a first ci", () => {
  let source: Directory
  beforeAll(async () => {
    source = await sample("test-caching")
    const first = await ci(source)
    expect(first.verdict, toTable(first)).toBe("passed")
    // The containers' clocks tell whole seconds.
    await new Promise((done) => setTimeout(done, 1100))
  })

  it("nothing runs again when nothing changed", async () => {
    expect(executed(await ci(source))).toEqual([])
  })

  it("nothing runs again when only a README changed", async () => {
    expect(executed(await ci(await changed("README.md")))).toEqual([])
  })

  it("a unit test runs its suite and the tools that read it, and no install, image or other suite", async () => {
    expect(executed(await ci(await changed("app/tests/unit/test_faults.py")))).toEqual([
      "lint/black",
      "lint/flake8",
      "lint/isort",
      "lint/mypy",
      "test/unit",
    ])
  })

  it("no source file but a lock file makes the dependencies be installed again", async () => {
    const installed = async (directory: Directory) =>
      prepared(directory, (await contextFor(directory)).config)
        .withExec(["stat", "--format=%Y %i", "/opt/venv/pyvenv.cfg"])
        .stdout()
    const before = await installed(source)

    expect(await installed(await changed("app/roneira/metrics.py"))).toBe(before)
    expect(await installed(await changed("app/uv.lock"))).not.toBe(before)
  })

  it("a Dockerfile runs the build alone", async () => {
    expect(executed(await ci(await changed("Dockerfile")))).toEqual(["build/image"])
  })

  /** A comment at the end: the content is new, what it does is not. */
  async function changed(path: string): Promise<Directory> {
    const before = (await source.exists(path)) ? await source.file(path).contents() : "# Read me\n"
    return source.withNewFile(path, `${before}\n# ${crypto.randomUUID()}\n`)
  }
})

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
