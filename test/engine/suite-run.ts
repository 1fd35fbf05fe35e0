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

export async function run(source: Directory, text: string, only?: string[]): Promise<Ran> {
  const config = loadConfig(text, "shipway.yaml")
  const outcome = await test(source, config, select(config.tests, only, "tests"), Date.now())
  const byName = Object.fromEntries(outcome.parts!.map((part) => [part.name, part]))
  return { ...outcome, byName, read: (path) => outcome.files!.file(path).contents() }
}

/** Suites of shell one-liners: the mechanics need no test runner. */
export function shellRun(tests: Record<string, SuiteText>, rest: object = {}): Promise<Ran> {
  return run(dag.directory(), yamlOf({ project: "test-suites", ...rest, tests }))
}

export function shell(script: string, rest: SuiteText = {}): SuiteText {
  return { command: ["sh", "-c", script], ...rest }
}
