/** Owns reading a step out of a workflow file, so that tests run the very text that GitHub would run. */
import { readFileSync } from "node:fs"
import { parse } from "yaml"

export interface Step {
  name?: string
  uses?: string
  run?: string
  if?: string
  env?: Record<string, string>
  with?: Record<string, string | boolean>
  "working-directory"?: string
}

export interface Job {
  permissions?: Record<string, string>
  "timeout-minutes"?: number
  environment?: string
  steps: Step[]
}

export interface Workflow {
  on: Record<string, unknown>
  permissions: unknown
  concurrency?: { "cancel-in-progress": boolean }
  jobs: Record<string, Job>
}

export function workflow(path: string): Workflow {
  return parse(readFileSync(path, "utf8")) as Workflow
}

export function stepNamed(path: string, name: string): Step {
  const step = Object.values(workflow(path).jobs)
    .flatMap(({ steps }) => steps)
    .find((one) => one.name === name)
  if (!step?.run) throw new Error(`${path} has no step ${name} that runs anything`)
  return step
}
