/** Owns the plan: which steps a config and a request come to, and why others are left out. Pure. */
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"
import type { EnvironmentName } from "../../src/names.js"
import { definition, type Flow, type StepDefinition, type StepKind } from "./definition.js"

export interface PlannedStep {
  name: string
  kind: StepKind
  environment: EnvironmentName | undefined
  needs: string[]
  follows: string[]
  changes: string | undefined
}

export interface Plan {
  steps: PlannedStep[]
  /** Steps that the config gives nothing to do, with the key that would. */
  omitted: { name: string; key: string }[]
}

export function plan(config: ResolvedConfig, flow: Flow): Plan {
  requireEssentials(config, flow)
  const kept = definition.filter((step) => step.flows.includes(flow) && declared(config, step.from))
  const gaps = definition.filter((step) => !kept.includes(step))
  const omitted = gaps.filter((step) => step.flows.includes(flow))
  return {
    steps: kept.map((step) => ({
      name: nameOf(step),
      kind: step.kind,
      environment: step.environment,
      needs: bridged(step.needs, kept, gaps),
      follows: (step.follows ?? []).filter((name) => kept.some((other) => nameOf(other) === name)),
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
    case "bake":
    case "approval":
      return config[from] !== undefined
    default:
      return config[from].length > 0
  }
}

/** Who needed a step that is left out needs what that step needed. */
function bridged(needs: string[], kept: StepDefinition[], gaps: StepDefinition[]): string[] {
  const standing = needs.flatMap((need) => {
    if (kept.some((step) => nameOf(step) === need)) return [need]
    return bridged(gaps.find((step) => nameOf(step) === need)?.needs ?? [], kept, gaps)
  })
  return [...new Set(standing)]
}

function nameOf(step: StepDefinition): string {
  return step.environment ? `${step.kind} ${step.environment}` : step.kind
}
