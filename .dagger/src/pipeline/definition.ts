/** Owns the step table: what there is to do, in what order, and what each step changes. Data only. */
import type { EnvironmentName } from "../names.js"

export type StepKind =
  "lint" | "test" | "build" | "image" | "publish" | "migrate" | "deploy" | "smoke" | "load" | "verify"

/** `ci` proves a commit, `release` (and its rehearsal) takes it to production. */
export type Flow = "ci" | "release"

export interface StepDefinition {
  kind: StepKind
  environment?: EnvironmentName
  needs: string[]
  flows: Flow[]
  /** What it changes outside the engine's cache; nothing for a step that only looks. */
  changes?: string
  /** The config key without which there is nothing to do. */
  from: "lint" | "tests" | "image" | "migrate" | "probes" | "load"
}

/** Order matters to readers only; `needs` decides. A step is named `kind` or `kind environment`. */
export const definition: readonly StepDefinition[] = [
  { kind: "lint", needs: [], flows: ["ci", "release"], from: "lint" },
  { kind: "test", needs: [], flows: ["ci", "release"], from: "tests" },
  { kind: "build", needs: [], flows: ["ci", "release"], from: "image" },
  { kind: "image", needs: ["build"], flows: ["ci", "release"], from: "image" },
  {
    kind: "publish",
    needs: ["lint", "test", "image"],
    flows: ["release"],
    from: "image",
    changes: "the registry: pushes the image",
  },
  ...environment("staging", ["publish"], ["smoke", "load"]),
  ...environment("production", ["smoke staging", "load staging"], ["verify"]),
]

function environment(name: EnvironmentName, needs: string[], proofs: StepKind[]): StepDefinition[] {
  const changed: StepDefinition[] = [
    {
      kind: "migrate",
      environment: name,
      needs,
      flows: ["release"],
      from: "migrate",
      changes: `${name}'s database: the app's migrations`,
    },
    {
      kind: "deploy",
      environment: name,
      needs: [...needs, `migrate ${name}`],
      flows: ["release"],
      from: "image",
      changes: `${name}: serves the new image`,
    },
  ]
  const proved = proofs.map((kind, index): StepDefinition => {
    const before = index === 0 ? `deploy ${name}` : `${proofs[index - 1]} ${name}`
    return { kind, environment: name, needs: [before], flows: ["release"], from: kind === "load" ? "load" : "probes" }
  })
  return [...changed, ...proved]
}
