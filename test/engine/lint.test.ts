/** Shows lint on a real engine: what is unknown is never clean, audits and failures have an age, fix mends. (Violations: gates.test.ts.) */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { dag, type Directory } from "@dagger.io/dagger"
import { describe, expect, it } from "vitest"
import { readConfig } from "../../.dagger/lib/config/read.js"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Outcome } from "../../.dagger/lib/pipeline/outcome.js"
import { WINDOW_HOURS } from "../../.dagger/lib/steps/audit-window.js"
import { fix, fixers } from "../../.dagger/lib/steps/fix.js"
import { lint } from "../../.dagger/lib/steps/lint.js"
import { sarifProblems } from "../evidence/sarif-schema.js"
import { dagger, sample, useSession, withCopy } from "./harness.js"
import { unformatted, unsorted } from "./lint-seeds.js"

async function linted(source: Directory, only?: string[]): Promise<Outcome> {
  const config = await readConfig(source, "shipway.yaml")
  const tools = config.lint.filter(({ name }) => !only || only.includes(name))
  return lint(source, config, tools, Date.now())
}

const partOf = ({ parts }: Outcome, name: string) => parts!.find((part) => part.name === name)!

interface Log {
  runs: { automationDetails: { id: string }; invocations: { executionSuccessful: boolean }[]; results: object[] }[]
}

async function sarifOf({ files }: Outcome): Promise<Log> {
  return JSON.parse(await files!.file("lint.sarif").contents()) as Log
}

useSession()

describe("the sample's audit", () => {
  it("is clean, and says which tool looked at data of which day", async () => {
    const outcome = await linted(await sample("test-lint"), ["safety"])

    expect(outcome.status).toBe(StepStatus.Passed)
    expect(partOf(outcome, "safety").summary).toMatch(
      /^clean; safety 2\.3\.5, PyPI's safety-db [\d.]+ of 2021-07-01, \d+ days old \(stale\)$/,
    )
    expect(outcome.summary).toMatch(/safety warns: its advisory data is \d+ days old/)
  })

  it("is inconclusive, and fails, when its server cannot be reached", async () => {
    const online = (config: string) => config.replace(/ +--db,\n.*safety_db,\n/, "")
    const outcome = await linted(await sample("test-lint", online), ["safety"])

    expect(outcome.status).toBe(StepStatus.Inconclusive)
    expect(partOf(outcome, "safety").summary).toMatch(/^exit code 68; /)
    expect((await sarifOf(outcome)).runs[0]!.invocations[0]!.executionSuccessful).toBe(false)
  })
})

/** Shell one-liners stand for tools: the engine and the module are real. */
const tiny = (lint: object, audit: object = {}) =>
  dag
    .directory()
    .withNewFile("shipway.yaml", JSON.stringify({ project: "test-lint", lint, audit }))
    .withNewFile("a.txt", "bad\n")
const shell = (script: string, more: object = {}) => ({ command: ["sh", "-c", script], ...more })

/** What `tool` printed over these files, uploaded as a person's are: only of those the engine knows what is in them. */
async function outputOver(lint: object, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shipway-lint-"))
  try {
    const all = { ...files, "shipway.yaml": JSON.stringify({ project: "test-lint", lint }) }
    for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text)
    const { files: left } = await linted(await dag.host().directory(folder).sync())
    return await left!.file("tool.txt").contents()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe("a tool that proves nothing", () => {
  it.each([
    ["is killed", shell("kill -9 $$"), StepStatus.Error, "the tool died before it was done"],
    [
      "writes no report",
      shell("true {report}", { format: "sarif" }),
      StepStatus.Error,
      "exit code 0, and its sarif report cannot be read: it was not written",
    ],
    [
      "writes half a report",
      shell(`echo '{"version"' > {report}`, { format: "sarif" }),
      StepStatus.Error,
      "exit code 0, and its sarif report cannot be read: it is not JSON",
    ],
    [
      "crashes",
      shell("echo Traceback; exit 1", { format: "bandit" }),
      StepStatus.Error,
      "exit code 1, and its bandit report cannot be read",
    ],
    [
      "could not be prepared",
      { command: ["true"], prepare: ["sh", "-c", "echo no types >&2; exit 3"] },
      StepStatus.Error,
      "the tool died before it was done",
    ],
    ["is not there", { command: ["no-such-tool"] }, StepStatus.Failed, "exit code 127"],
    [
      "hangs",
      shell("echo partial; trap '' TERM; sleep 600", { timeoutSeconds: 2 }),
      StepStatus.Error,
      "it was not done within 2 s and was ended; lint.tool.timeoutSeconds: changes that",
    ],
  ])("is not clean when it %s", async (_, tool, status, summary) => {
    const outcome = await linted(tiny({ tool }))

    expect(outcome.status).toBe(status)
    expect(partOf(outcome, "tool").summary).toContain(summary)
    expect(sarifProblems(await sarifOf(outcome))).toEqual([])
  })

  it("is not clean over a skipped dependency, unless the config says otherwise", async () => {
    const skipped = shell(`echo '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'`, {
      format: "pip-audit",
    })

    expect((await linted(tiny({}, { audit: skipped }))).status).toBe(StepStatus.Inconclusive)
    expect((await linted(tiny({}, { audit: { ...skipped, onInconclusive: "warn" } }))).status).toBe(StepStatus.Passed)
  })
})

describe("the age", () => {
  it("of an audit is less than a day: in the next window it runs anew, in the same one it does not", async () => {
    const source = tiny({ tool: ["true"] }, { audit: shell("cat /proc/sys/kernel/random/uuid") })
    const config = await readConfig(source, "shipway.yaml")
    const answerAt = async (since: number) =>
      (await lint(source, config, config.lint, since)).files!.file("audit.txt").contents()
    const window = WINDOW_HOURS * 3600000
    const start = 20000 * window

    expect(await answerAt(start + window - 1)).toBe(await answerAt(start))
    expect(await answerAt(start + window)).not.toBe(await answerAt(start))
  })

  it("of a failure out of the cache is said", async () => {
    const source = tiny({ tool: shell(`echo ${crypto.randomUUID()}; exit 1`) })
    const config = await readConfig(source, "shipway.yaml")
    const summaryAt = async (since: number) => partOf(await lint(source, config, config.lint, since), "tool").summary

    expect(await summaryAt(Date.now())).toBe("exit code 1")
    expect(await summaryAt(Date.now() + 3 * 3600000)).toMatch(
      /^exit code 1; from the cache: ran \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, 3 h ago$/,
    )
  })
})

describe("a tool's environment", () => {
  it("is an image or an install of its own when declared", async () => {
    const own = { toolchain: { image: "busybox:1.37.0", install: [["sh", "-c", "echo installed > /installed"]] } }
    const outcome = await linted(
      tiny({ own: { command: ["grep", "installed", "/installed"], ...own }, bare: ["test", "!", "-e", "/installed"] }),
    )

    expect(outcome.status).toBe(StepStatus.Passed)
  })

  it("that cannot be prepared says why", async () => {
    const outcome = await linted(
      tiny({ tool: { command: ["true"], prepare: ["sh", "-c", "echo no types >&2; exit 3"] } }),
    )

    expect(partOf(outcome, "tool").tail).toMatch(/exit code: 3[^]*no types/)
  })

  it("is prepared again when a lock file changes, and not when the source does", async () => {
    const toolchain = { lockFiles: ["lock"] }
    const tool = { toolchain, prepare: ["cp", "/proc/sys/kernel/random/uuid", "/kept"], command: ["cat", "/kept"] }
    const keptWith = (lock: string, text: string) => outputOver({ tool }, { lock, "a.txt": text })
    const [first, otherSource, otherLock] = [
      await keptWith("1", "a"),
      await keptWith("1", crypto.randomUUID()),
      await keptWith(crypto.randomUUID(), "a"),
    ]

    expect(first).toMatch(/^[0-9a-f-]{36}\n$/)
    expect(otherSource).toBe(first)
    expect(otherLock).not.toBe(first)
  })

  it("is installed once where no lock file is named, whatever the source", async () => {
    const install = [["cp", "/proc/sys/kernel/random/uuid", "/kept"]]
    const tool = { toolchain: { image: "busybox:1.37.0", install }, command: ["cat", "/kept"] }
    const keptWith = (text: string) => outputOver({ tool }, { "a.txt": text })

    expect(await keptWith(crypto.randomUUID())).toBe(await keptWith(crypto.randomUUID()))
  })

  it("hands out what the tool left", async () => {
    const outcome = await linted(tiny({ tool: shell("echo kept > {out}/kept.txt") }))

    expect(await outcome.files!.file("tool/kept.txt").contents()).toBe("kept\n")
  })
})

describe("fix", () => {
  const mended = async (source: Directory, only: string[]) => {
    const config = await readConfig(source, "shipway.yaml")
    return fix(source, config, fixers(config.lint, only))
  }

  it("mends what black and isort found, and touches nothing else", async () => {
    const clean = await sample("test-lint")
    const source = clean
      .withNewFile("app/roneira/seeded_black.py", unformatted)
      .withNewFile("app/roneira/seeded_isort.py", unsorted)
    const changes = await mended(source, ["black", "isort"])

    expect((await changes.modifiedPaths()).toSorted()).toEqual([
      "app/roneira/seeded_black.py",
      "app/roneira/seeded_isort.py",
    ])
    expect([...(await changes.addedPaths()), ...(await changes.removedPaths())]).toEqual([])
    expect((await linted(changes.after(), ["black", "isort"])).status).toBe(StepStatus.Passed)
  })

  it("leaves out what a tool adds", async () => {
    const source = tiny({ tool: { command: ["true"], fix: ["sh", "-c", "echo good > a.txt; echo cache > .cache"] } })
    const changes = await mended(source, ["tool"])

    expect([await changes.modifiedPaths(), await changes.addedPaths()]).toEqual([["a.txt"], []])
    expect(await changes.after().file("a.txt").contents()).toBe("good\n")
  })

  it("changes nothing and says why when a formatter fails", async () => {
    const source = tiny({ tool: { command: ["true"], fix: ["sh", "-c", "echo cannot parse >&2; exit 123"] } })

    await expect(mended(source, ["tool"])).rejects.toThrow(
      "[FIX_FAILED] tool could not mend the source, and nothing was changed\nexit code 123\ncannot parse",
    )
  })
})

describe("dagger call", () => {
  const seed = (folder: string) => writeFile(join(folder, "app/roneira/seeded_black.py"), unformatted)

  it("lint assert ends with exit code 1 and the findings; fix mends them on disk", async () => {
    await withCopy(seed, async (folder) => {
      const anew = ["--rerun", crypto.randomUUID()]
      const gate = await dagger(["-s", "call", "lint", "--source", folder, "--only", "black", ...anew, "assert"])
      expect(gate.exitCode).toBe(1)
      expect(gate.stderr).toMatch(
        /\[GATE_FAILED\] lint did not pass\nblack +failed .* 1 finding\n[^]*seeded_black\.py:1: format/,
      )

      const fixed = await dagger([
        "-s",
        "call",
        "fix",
        "--source",
        folder,
        "--only",
        "black",
        "export",
        "--path",
        folder,
      ])
      expect(fixed.exitCode, fixed.stderr).toBe(0)
      expect(await readFile(join(folder, "app/roneira/seeded_black.py"), "utf8")).toContain(`VALUE = "one"`)
      expect(await readFile(join(folder, "app/pyproject.toml"), "utf8")).toBe(
        await readFile("app/pyproject.toml", "utf8"),
      )
    })
  })
})
