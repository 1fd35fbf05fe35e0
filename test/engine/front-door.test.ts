/** Shows every public function through the real command line, as a person types it. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { command, dagger, withCopy } from "./harness.js"

/** Without progress: what is left on stdout is the answer. */
const call = (...args: string[]) => dagger(["-s", "call", ...args])

describe("dagger call", () => {
  it("validate prints the resolved config", async () => {
    const { exitCode, stdout } = await call("validate")

    expect(exitCode).toBe(0)
    expect(stdout).toContain("preset python: python:3.11-slim, in app")
  })

  it("plan prints the steps and what they change", async () => {
    const { exitCode, stdout } = await call("plan")

    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/deploy production +changes production: serves the new image/)
  })

  it("lint picks a tool, and assert answers with its line", async () => {
    const { exitCode, stdout } = await call("lint", "--only", "flake8", "assert")

    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^flake8 +passed/)
    expect(stdout).not.toContain("mypy")
  })

  it("test picks a suite, and reports its cases", async () => {
    const { exitCode, stdout } = await call("test", "--only", "rag", "assert")

    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^rag +passed .* \d+ passed/)
  })

  it("build answers with a container", async () => {
    const { exitCode, stdout } = await call("build", "user")

    expect([exitCode, stdout]).toEqual([0, "10001:10001"])
  })

  it("ci passes with exit code 0 and a table", async () => {
    const { exitCode, stdout } = await call("ci", "assert")

    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^All gates passed \(passed, exit code 0\): roneira src-/)
  })

  it("a field of the report is data and nothing else", async () => {
    const { exitCode, stdout } = await call("ci", "exit-code")

    expect([exitCode, stdout]).toEqual([0, "0"])
  })

  it("rehearse assert ends with the run's exit code and prints its table", async () => {
    const { exitCode, stderr } = await call("rehearse", "--fault", "not-ready", "--at", "staging", "assert")

    expect(exitCode).toBe(1)
    expect(stderr).toContain("Stopped before production changed (stopped, exit code 1): roneira")
    expect(stderr).toMatch(/smoke staging +failed/)
  })

  it("rehearse refuses a fault that is not declared, with a suggestion", async () => {
    const { exitCode, stderr } = await call("rehearse", "--fault", "not-redy", "--at", "staging", "assert")

    expect(exitCode).toBe(1)
    expect(stderr).toContain(
      "[UNKNOWN_NAME] --fault not-redy: there is no such name in the config; did you mean not-ready?",
    )
  })

  it("up serves the migrated app on the host", async () => {
    const port = 18400 + Math.floor(Math.random() * 100)
    const { stdout, exitCode } = await command("bash", ["-c", serveAndAsk(port)])

    expect(exitCode, stdout).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ status: "ready", failing: {} })
  })
})

/** Starts `up`, asks until it is ready or five minutes are over, and ends it again. */
function serveAndAsk(port: number): string {
  return `dagger -s call up up --ports ${port}:8000 & server=$!
    for second in $(seq 300); do answer=$(curl -fs http://127.0.0.1:${port}/health/ready) && break; sleep 1; done
    kill -INT $server; wait $server; test -n "$answer" && echo "$answer"`
}

describe("scripts/ship", () => {
  it("rehearses, leaves the report, and does not lint, test or build again what has not changed", async () => {
    await withCopy(
      async () => {},
      async (folder) => {
        const { exitCode, stdout, stderr } = await command("scripts/ship", [
          "rehearse",
          "--report",
          join(folder, "report"),
        ])
        const report = JSON.parse(await readFile(join(folder, "report", "report.json"), "utf8")) as Report

        expect(exitCode, stdout + stderr).toBe(0)
        expect(stdout).toMatch(/^Shipped to production \(shipped, exit code 0\): roneira src-/)
        const others = report.steps.filter(({ status }) => status !== StepStatus.Passed)
        expect(others.map(({ name, status }) => `${name} ${status}`)).toEqual(["rollback production skipped"])
        expect(report.steps.filter(({ cached }) => cached).map(({ name }) => name)).toEqual(["lint", "test", "build"])
        expect(report.environments.map(({ answeredDigest }) => answeredDigest)).toEqual([
          report.release.digest,
          report.release.digest,
        ])
        expect(await readFile(join(folder, "report", "test", "unit", "junit.xml"), "utf8")).toContain("<testcase")
      },
    )
  })

  it("ends with the exit code of a release that stopped", async () => {
    await withCopy(
      async () => {},
      async (folder) => {
        const args = ["rehearse", "--fault", "upload-broken", "--at", "staging", "--report", join(folder, "report")]
        const { exitCode, stdout } = await command("scripts/ship", args)

        expect(exitCode).toBe(1)
        expect(stdout).toContain("── smoke staging / upload: failed, /api/v1/upload: status 500, expected 200")
      },
    )
  })
})

describe("dagger call publish", () => {
  const inRepository = <T>(
    use: (folder: string) => Promise<T>,
    prepare = "git init -q && git add -A && git -c user.name=t -c user.email=t@example.invalid commit -qm first",
  ) => withCopy(async (folder) => void (await command("bash", ["-ec", prepare], { cwd: folder })), use)

  it("pushes the image tagged with the commit, and answers with its digest", async () => {
    await inRepository(async (folder) => {
      const commit = (await command("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim()
      const { exitCode, stdout } = await call("publish", "--source", folder, "--git", folder)

      expect(exitCode).toBe(0)
      expect(stdout).toMatch(new RegExp(`^localhost:5000/roneira:${commit}@sha256:[0-9a-f]{64}$`))
    })
  })

  it("refuses a source that is not what git has", async () => {
    await inRepository(async (folder) => {
      const { exitCode, stderr } = await call("publish", "--source", "examples/node-vitest", "--git", folder)

      expect(exitCode).toBe(1)
      expect(stderr).toContain("[SOURCE_MISMATCH] shipway.yaml of the source is not that of commit ")
    })
  })

  it("refuses a dirty tree", async () => {
    await inRepository(async (folder) => {
      await writeFile(join(folder, "app", "left-over.txt"), "not committed")
      const { exitCode, stderr } = await call("publish", "--source", folder, "--git", folder)

      expect(exitCode).toBe(1)
      expect(stderr).toContain("[DIRTY_TREE] the git tree has 1 uncommitted change")
    })
  })
})

describe("dagger", () => {
  it("functions lists the public functions", async () => {
    const { stdout } = await dagger(["-s", "functions"])

    for (const name of [
      "build",
      "ci",
      "lint",
      "plan",
      "publish",
      "rehearse",
      "release",
      "rollback",
      "test",
      "up",
      "validate",
    ])
      expect(stdout).toMatch(new RegExp(`^${name} +\\S`, "m"))
  })

  it("check -l lists the checks", async () => {
    const { stdout } = await dagger(["-s", "check", "-l"])

    for (const name of ["check-build", "check-config", "check-lint", "check-tests"]) expect(stdout).toContain(name)
  })

  it("check runs them all", async () => {
    const { exitCode, stderr } = await dagger(["--progress=plain", "check"])

    expect(exitCode, stderr.slice(-2000)).toBe(0)
  })
})
