/** Owns the plan: which steps a config and a request come to, and why others are left out. Pure and printable. */
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"
import type { EnvironmentName } from "../names.js"
import { definition, type Flow, type StepDefinition, type StepKind } from "./definition.js"

export interface PlannedStep {
  name: string
  kind: StepKind
  environment: EnvironmentName | undefined
  needs: string[]
  changes: string | undefined
}

export interface Plan {
  steps: PlannedStep[]
  /** Steps that the config gives nothing to do, with the key that would. */
  omitted: { name: string; key: string }[]
}

export function plan(config: ResolvedConfig, flow: Flow): Plan {
  const table = definition.filter((step) => step.flows.includes(flow))
  requireEssentials(config, flow)
  const kept = table.filter((step) => declared(config, step.from))
  const omitted = table.filter((step) => !kept.includes(step))
  return {
    steps: kept.map((step) => ({
      name: nameOf(step),
      kind: step.kind,
      environment: step.environment,
      needs: step.needs.flatMap((need) => bridge(need, kept, omitted)),
      changes: step.changes,
    })),
    omitted: omitted.map((step) => ({ name: nameOf(step), key: step.from })),
  }
}

/** A release without tests or probes would be a release without proof. */
function requireEssentials(config: ResolvedConfig, flow: Flow): void {
  if (config.tests.length === 0) throw failure("NOTHING_TO_DO", { section: "tests" })
  if (flow === "ci") return
  if (!config.image) throw failure("SETTING_MISSING", { key: "image", action: "a release" })
  if (config.probes.length === 0) throw failure("NOTHING_TO_DO", { section: "probes" })
}

function declared(config: ResolvedConfig, from: StepDefinition["from"]): boolean {
  switch (from) {
    case "migrate":
      return config.image?.migrate !== undefined
    case "image":
    case "load":
      return config[from] !== undefined
    default:
      return config[from].length > 0
  }
}

/** Who needed an omitted step needs what that step needed. */
function bridge(need: string, kept: StepDefinition[], omitted: StepDefinition[]): string[] {
  if (kept.some((step) => nameOf(step) === need)) return [need]
  const gap = omitted.find((step) => nameOf(step) === need)
  return (gap?.needs ?? []).flatMap((next) => bridge(next, kept, omitted))
}

function nameOf(step: StepDefinition): string {
  return step.environment ? `${step.kind} ${step.environment}` : step.kind
}

/** The plan as a person reads it: waves of what runs at the same time. */
export function printPlan(planned: Plan): string {
  const lines: string[] = []
  const placed = new Set<string>()
  for (let wave = 1; placed.size < planned.steps.length; wave++) {
    const ready = planned.steps.filter((step) => !placed.has(step.name) && step.needs.every((need) => placed.has(need)))
    lines.push(
      ...ready.map(
        (step, index) =>
          `${index === 0 ? String(wave).padStart(2) : "  "}  ${step.name.padEnd(20)} ${step.changes ? `changes ${step.changes}` : "changes nothing"}`,
      ),
    )
    ready.forEach((step) => placed.add(step.name))
  }
  const left = planned.omitted.map(
    ({ name, key }) =>
      `    ${name.padEnd(20)} left out: the config has no ${key === "migrate" ? "image.migrate" : key}`,
  )
  return ["Steps with one number run at the same time.", ...lines, ...left].join("\n")
}
