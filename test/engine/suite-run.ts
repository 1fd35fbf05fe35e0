/** Owns the run of a config's suites in a session: what each came to, and the report. */
import { dag, type Directory } from "@dagger.io/dagger"
import { loadConfig } from "../../.dagger/src/config/load.js"
import type { Outcome, Part } from "../../.dagger/src/pipeline/outcome.js"
import { select } from "../../.dagger/src/select.js"
import { test } from "../../.dagger/src/steps/test.js"
import { yamlOf } from "../config/config-text.js"

export type SuiteText = Record<string, unknown>

export interface Ran extends Outcome {
  byName: Record<string, Part>
  read: (path: string) => Promise<string>
}

export async function run(source: Directory, text: string, only?: string[], since = Date.now()): Promise<Ran> {
  const config = loadConfig(text, "shipway.yaml")
  const outcome = await test(source, config, select(config.tests, only, "tests"), since)
  const byName = Object.fromEntries(outcome.parts!.map((part) => [part.name, part]))
  return { ...outcome, byName, read: (path) => outcome.files!.file(path).contents() }
}

/** Suites of shell one-liners: the mechanics need no test runner. */
export function shellRun(tests: Record<string, SuiteText>, rest: object = {}, since?: number): Promise<Ran> {
  return run(dag.directory(), yamlOf({ project: "test-suites", ...rest, tests }), undefined, since)
}

/** What writes a JUnit report of these cases. */
export const junit = (...cases: string[]) => `printf '%s' '<testsuite>${cases.join("")}</testsuite>' > {junit}`
export const passed = (name: string) => `<testcase classname="t" name="${name}" time="0.5"/>`
export const failed = (name: string) =>
  `<testcase classname="t" name="${name}"><failure message="1 is not 2"/></testcase>`

export function shell(script: string, rest: SuiteText = {}): SuiteText {
  return { command: ["sh", "-c", script], ...rest }
}
