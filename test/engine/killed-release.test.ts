/** Shows that a release that was killed anywhere is taken up again under its id, and ends as if nothing had happened. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { beforeAll, describe, expect, it } from "vitest"
import type { Report } from "../../.dagger/src/report/model.js"
import { dagger, edit, withCopy } from "./harness.js"

interface Row {
  /** The line of progress at which it is killed, and how often it must have been seen before. */
  at: RegExp
  after?: RegExp
  signal: "SIGKILL" | "SIGINT"
  fault?: string
}

const rows: Record<string, Row> = {
  publish: { at: /▶ publish/, signal: "SIGKILL" },
  "migrate-staging": { at: /▶ migrate staging/, signal: "SIGINT" },
  "deploy-staging": { at: /· staging accepted/, signal: "SIGKILL" },
  "between-smoke-and-load": { at: /▶ load staging/, signal: "SIGINT" },
  "deploy-production": { at: /· production accepted/, after: /▶ deploy production/, signal: "SIGKILL" },
  "rollback-production": { at: /▶ rollback production/, signal: "SIGKILL", fault: "not-ready" },
}

const runs = Object.fromEntries(Object.keys(rows).map((name) => [name, `killed-${name}-${process.pid}`]))

describe("a rehearsal that is killed", () => {
  /** Each is taken up when its lock is stale; meanwhile the next ones are killed. */
  beforeAll(async () => {
    await inCopy(async (folder) => {
      for (const [name, row] of Object.entries(rows)) await killed(args(folder, name, row), row)
    })
  }, 900_000)

  it.each(Object.entries(rows))("at %s is taken up again under its id", async (name, row) => {
    await inCopy(async (folder) => {
      const report = await called(args(folder, name, row))

      expect(report, JSON.stringify(report.steps, null, 1)).toMatchObject(
        row.fault ? { verdict: "rolled-back", exitCode: 3 } : { verdict: "shipped", exitCode: 0 },
      )
      const production = report.environments.find((environment) => environment.name === "production")!
      if (row.fault) expect(production.answeredDigest).not.toBe(report.release.digest)
      else expect(production.answeredDigest).toBe(report.release.digest)
      expect(production.answeredDigest).toBe(production.recordedDigest)
    })
  })

  it("is done only once: the same id again answers with the recorded report", async () => {
    await inCopy(async (folder) => {
      const [first, second] = [await recorded(folder, "publish"), await recorded(folder, "publish")]
      expect(second).toEqual(first)
    })
  })

  it("refuses its id for anything else", async () => {
    await inCopy(async (folder) => {
      await edit(`${folder}/app/roneira/faults.py`, (text) => `${text}\n# Another source.\n`)
      const { exitCode, stderr } = await dagger(args(folder, "publish", rows["publish"]!))

      expect(exitCode).toBe(1)
      expect(stderr).toContain(`[RUN_MISMATCH] --run ${runs["publish"]} was begun with something else: source was `)
    })
  })
})

const recorded = (folder: string, name: string) => called(args(folder, name, rows[name]!))

/** The same files each time, so that the runs are of one source. */
const inCopy = <T>(use: (folder: string) => Promise<T>) =>
  withCopy(async (folder) => {
    await edit(`${folder}/shipway.yaml`, (text) => text.replace("project: roneira", `project: killed-${process.pid}`))
  }, use)

function args(folder: string, name: string, { fault }: Row): string[] {
  const faulty = fault ? ["--fault", fault, "--at", "production"] : []
  return [
    "--progress=plain",
    "call",
    "--source",
    folder,
    "rehearse",
    "--run",
    runs[name]!,
    ...faulty,
    "json",
    "contents",
  ]
}

async function called(words: string[]): Promise<Report> {
  const { stdout, stderr } = await dagger(words)
  expect(stdout, stderr.slice(-3000)).toContain('"schemaVersion"')
  return JSON.parse(stdout) as Report
}

/** Ends the command line at a line of its progress; nothing in it gets to clean up. */
function killed(words: string[], { at, after, signal }: Row): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("dagger", words, { stdio: ["ignore", "ignore", "pipe"] })
    let armed = after === undefined
    let hit = false
    const said: string[] = []
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line)
      if (after?.test(line)) armed = true
      if (!armed || hit || !at.test(line)) return
      hit = true
      child.kill(signal)
    })
    child.on("error", reject)
    child.on("close", () =>
      hit ? resolve() : reject(new Error(`ended before ${at} was seen:\n${said.slice(-40).join("\n")}`)),
    )
  })
}
