/** Owns the run of a config's suites in a session: what each came to, and the report. */
import { dag, type Directory } from "@dagger.io/dagger"
import { loadConfig } from "../../.dagger/lib/config/load.js"
import type { Outcome, Part } from "../../.dagger/lib/pipeline/outcome.js"
import { select } from "../../.dagger/lib/select.js"
import { test } from "../../.dagger/lib/steps/test.js"
import { yamlOf } from "../config/config-text.js"

export type SuiteText = Record<string, unknown>

export interface Ran extends Outcome {
  byName: Record<string, Part>
  read: (path: string) => Promise<string>
}

interface How {
  only?: string[]
  since?: number
  /** A text not used before runs the suites anew; a failure out of an engine's kept cache would say its age. */
  rerun?: string
}

export async function run(source: Directory, text: string, { only, since, rerun }: How = {}): Promise<Ran> {
  const config = loadConfig(text, "shipway.yaml")
  const outcome = await test(source, config, select(config.tests, only, "tests"), since ?? Date.now(), rerun)
  const byName = Object.fromEntries(outcome.parts!.map((part) => [part.name, part]))
  return { ...outcome, byName, read: (path) => outcome.files!.file(path).contents() }
}

/** Suites of shell one-liners, run anew unless told: the mechanics need no test runner. */
export function shellRun(tests: Record<string, SuiteText>, rest: object = {}, how?: How): Promise<Ran> {
  const text = yamlOf({ project: "test-suites", ...rest, tests })
  return run(dag.directory(), text, how ?? { rerun: crypto.randomUUID() })
}

/** What writes a JUnit report of these cases. */
export const junit = (...cases: string[]) => `printf '%s' '<testsuite>${cases.join("")}</testsuite>' > {junit}`
export const passed = (name: string) => `<testcase classname="t" name="${name}" time="0.5"/>`
export const failed = (name: string) =>
  `<testcase classname="t" name="${name}"><failure message="1 is not 2"/></testcase>`

export function shell(script: string, rest: SuiteText = {}): SuiteText {
  return { command: ["sh", "-c", script], ...rest }
}
