/** Owns the plan as a person reads it: waves, what each step changes, where it is declared, which secrets it needs. Pure. */
import { find, placeOf } from "../config/places.js"
import type { Loaded } from "../config/load.js"
import { definition } from "./definition.js"
import type { Plan, PlannedStep } from "./plan.js"
import { needsOfStep, needsThroughout, type Passed, type SecretNeed } from "./secret-needs.js"

interface Row {
  step: PlannedStep
  wave: number
  needs: SecretNeed[]
}

export function printPlan(planned: Plan, loaded: Loaded, file: string, passed: Passed): string {
  const rows = wavesOf(planned).flatMap((steps, index) =>
    steps.map((step): Row => ({ step, wave: index + 1, needs: needsOfStep(loaded.resolved, step, passed) })),
  )
  const throughout = needsThroughout(loaded.resolved, passed)
  return [
    "Steps with one number run at the same time.",
    ...rows.flatMap((row, index) => rowOf(row, rows[index - 1]?.wave, declaredAt(loaded, file, row.step))),
    ...planned.omitted.map(({ name, key }) => line("", name, `left out: the config has no ${keyOf(key)}`)),
    ...(throughout.length > 0 ? ["Throughout the release:", ...throughout.map(needLine)] : []),
    ...closing([...rows.flatMap(({ needs }) => needs), ...throughout]),
  ].join("\n")
}

/** What can run as soon as everything before it has ended. */
export function wavesOf({ steps }: Plan): PlannedStep[][] {
  const waves: PlannedStep[][] = []
  const placed = new Set<string>()
  while (placed.size < steps.length) {
    const ready = steps.filter(
      (step) => !placed.has(step.name) && [...step.needs, ...step.follows].every((name) => placed.has(name)),
    )
    ready.forEach((step) => placed.add(step.name))
    waves.push(ready)
  }
  return waves
}

function rowOf({ step, wave, needs }: Row, before: number | undefined, declared: string): string[] {
  const told = step.changes ? `changes ${step.changes}` : "changes nothing"
  return [line(wave === before ? "" : String(wave), step.name, `${told} (${declared})`), ...needs.map(needLine)]
}

function line(wave: string, name: string, told: string): string {
  return `${wave.padStart(2)}  ${name.padEnd(20)} ${told}`
}

function needLine({ pass, what, passed }: SecretNeed): string {
  return line("", "", `needs ${pass} for ${what}: ${passed ? "passed" : "MISSING"}`)
}

function declaredAt({ document, lines }: Loaded, file: string, { kind, environment }: PlannedStep): string {
  const row = definition.find((other) => other.kind === kind && other.environment === environment)
  const path = keyOf(row!.from)
  const node = find(document, path.split("."))?.key
  return node?.range ? `${path}, ${file}:${placeOf(lines, node.range[0]).line}` : `${path}, default`
}

function keyOf(from: string): string {
  return from === "migrate" ? "image.migrate" : from
}

function closing(needs: SecretNeed[]): string[] {
  if (needs.length === 0) return ["", "No step needs a secret."]
  const missing = [...new Set(needs.filter(({ passed }) => !passed).map(({ pass }) => pass))]
  if (missing.length === 0) return ["", "Every secret was passed."]
  return [
    "",
    `Missing: ${missing.join(" ")}`,
    "Write the name of your own variable after env://; file:// works as well.",
  ]
}
