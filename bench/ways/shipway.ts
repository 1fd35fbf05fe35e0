/** Owns the measured way of this repository: dagger call ci, with its report as the proof of what it did. */
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { StepStatus } from "../../.dagger/src/names.js"
import type { Report } from "../../.dagger/lib/report/model.js"
import { copyTo } from "../copy.js"
import { dagger, pruneEngine } from "../engine.js"
import { place } from "../places.js"
import type { Work } from "../samples.js"
import type { Way } from "./way.js"

export function shipwayWay(): Way {
  const repository = place("shipway", "repository")
  const out = place("shipway", "out")
  copyTo(repository)
  const run = async () => {
    rmSync(out, { recursive: true, force: true })
    return dagger(["call", "ci", "files", "export", "--path", out], "shipway-run", repository)
  }
  return {
    name: "shipway",
    repository,
    chill: () => pruneEngine(),
    settle: async () => void (await run()),
    run,
    work: () => workOf(readReport(out)),
    close: () => Promise.resolve(),
  }
}

/** `files export` ends well whatever the verdict: the report is asked. */
export function readReport(folder: string): Report {
  const file = join(folder, "report.json")
  if (!existsSync(file)) throw new Error(`there is no report at ${file}`)
  return JSON.parse(readFileSync(file, "utf8")) as Report
}

export function workOf({ verdict, exitCode, steps }: Report): Work {
  if (exitCode !== 0) throw new Error(`the run did not pass: ${verdict}`)
  const step = (name: string) => steps.find((one) => one.name === name && one.status === StepStatus.Passed)
  const suites = step("test")?.evidence.tests ?? []
  const whole = suites.filter(({ failed, skipped }) => failed === 0 && skipped === 0)
  return {
    lint: (step("lint")?.parts ?? []).filter(({ status }) => status === StepStatus.Passed).map(({ name }) => name),
    tests: Object.fromEntries(whole.map(({ name, passed }) => [name, passed])),
    image: step("build") !== undefined,
  }
}
