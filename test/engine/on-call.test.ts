/** Shows a real release of a commit, and all that a person on call does by hand, through the real command line. */
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Report } from "../../.dagger/lib/report/model.js"
import { command, dagger, edit } from "./harness.js"

let folder: string
let first: string

const git = (script: string) => command("bash", ["-ec", script], { cwd: folder })
const commit = (message: string) =>
  git(`git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm ${message}`)
const call = (name: string, ...args: string[]) => dagger(["-s", "call", name, "--source", folder, ...args])
const onProduction = (name: string, ...args: string[]) => call(name, "--environment", "production", ...args)
async function answer(asked: ReturnType<typeof call>): Promise<string> {
  const { exitCode, stdout, stderr } = await asked
  expect(exitCode, stderr.slice(-2000)).toBe(0)
  return stdout
}

/** The sample as a repository of its own, with short waits. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shipway-on-call-"))
  for (const part of ["app", "Dockerfile", ".dockerignore", "shipway.yaml"])
    await cp(part, join(folder, part), { recursive: true, filter: (path) => !/__pycache__|\.venv|_cache/.test(path) })
  await edit(join(folder, "shipway.yaml"), (text) =>
    text
      .replace("project: roneira", `project: on-call-${process.pid}`)
      .replace("durationSeconds: 20", "durationSeconds: 10")
      .replace("environments:", "approval: { by: [ops] }\n\nenvironments:"),
  )
  await git("git init -q")
  await commit("first")
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("a release", () => {
  const release = (...args: string[]) => call("release", "--run", "first", "--git", folder, ...args, "json", "contents")

  it("waits for its approval, and goes on where it waited", async () => {
    const waiting = JSON.parse(await answer(release())) as Report
    expect(waiting).toMatchObject({ verdict: "stopped", exitCode: 1 })
    expect(waiting.steps.find(({ name }) => name === "approval production")!.summary).toBe(
      "waits for ops: run again with --run first --approve NAME",
    )
    expect(waiting.environments.find(({ name }) => name === "production")!.recordedDigest).toBeNull()

    const shipped = JSON.parse(await answer(release("--approve", "ops"))) as Report
    expect(shipped).toMatchObject({ verdict: "shipped", exitCode: 0, release: waiting.release })
    // What had ended was not done again: it began before this attempt did.
    const staged = (report: Report) => report.steps.find(({ name }) => name === "deploy staging")!.startedAt
    expect(staged(shipped)).toBe(staged(waiting))
    first = shipped.release.digest!
  })

  it("is done once", async () => {
    expect((JSON.parse(await answer(release())) as Report).verdict).toBe("shipped")
  })

  it("refuses a dirty tree", async () => {
    await edit(join(folder, "Dockerfile"), (text) => `${text}\n# Not committed.\n`)
    const { exitCode, stderr } = await release()
    await git("git checkout -q Dockerfile")

    expect(exitCode).toBe(1)
    expect(stderr).toContain("[DIRTY_TREE] the git tree has 1 uncommitted change")
  })
})

describe("a person on call", () => {
  it("sees what is live, and that all is well", async () => {
    expect(await answer(onProduction("status", "digest"))).toBe(first)
    expect(await answer(onProduction("history", "digest"))).toContain(first)
    expect(await answer(call("doctor"))).toContain(`✔ production   local: serves `)
  })

  it.each(["smoke", "verify", "load", "bake"])("proves what is live by %s alone", async (proof) => {
    expect(await answer(onProduction(proof, "assert"))).toMatch(new RegExp(`^${proof} production +passed`))
  })

  it("deploys another image, and goes back from it, which freezes it", async () => {
    await edit(join(folder, "app", "roneira", "services.py"), (text) => `${text}\n# The next release.\n`)
    await commit("second")
    const image = await answer(call("publish", "--git", folder))
    const deploy = (run: string) => onProduction("deploy", "--image", image, "--run", run, "digest")
    expect(image).toContain(await answer(deploy("second")))

    expect(await answer(onProduction("rollback", "--run", "back", "digest"))).toBe(first)
    expect(await answer(onProduction("status", "digest"))).toBe(first)
    const again = await deploy("third")
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toContain(`must not be deployed to production again: run back rolled it back`)
  })

  it("freezes by hand, with a reason, and by digest only", async () => {
    const digest = `sha256:${"0".repeat(64)}`
    expect(await answer(onProduction("freeze", "--digest", digest, "--reason", "it leaks"))).toBe(
      `production: ${digest} is frozen: it leaks`,
    )
    const tag = await onProduction("freeze", "--digest", "v1.2", "--reason", "it leaks")
    expect([tag.exitCode, tag.stderr]).toEqual([1, expect.stringContaining("[NOT_A_DIGEST] v1.2 is not a digest")])
  })

  it("unlocks what nobody holds without harm, and is told of a place that there is not", async () => {
    expect(await answer(onProduction("unlock"))).toBe("production was not locked")
    const unknown = await call("unlock", "--environment", "produktion")
    expect(unknown.exitCode).toBe(1)
    expect(unknown.stderr).toContain("did you mean production?")
  })
})
