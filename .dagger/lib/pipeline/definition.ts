/** Owns the step table: what there is to do, in what order, and what each step changes. Data only. */
import type { EnvironmentName } from "../../src/names.js"

export type StepKind =
  | "lint"
  | "test"
  | "build"
  | "image"
  | "publish"
  | "baseline"
  | "readiness"
  | "approval"
  | "migrate"
  | "deploy"
  | "smoke"
  | "load"
  | "verify"
  | "bake"
  | "decide"
  | "rollback"
  // In no plan: it follows from the verdict, which comes after all steps.
  | "latest"

/** `ci` proves a commit, `release` takes it to production, `rehearse` does the same inside the engine. */
export type Flow = "ci" | "release" | "rehearse"

export interface StepDefinition {
  kind: StepKind
  environment?: EnvironmentName
  /** What must have passed. */
  needs: string[]
  /** What must have ended, however; when all of it was skipped, so is this. */
  follows?: string[]
  flows: Flow[]
  /** What it changes outside the engine's cache; nothing for a step that only looks. */
  changes?: string
  /** The config key without which there is nothing to do. */
  from: "lint" | "tests" | "image" | "migrate" | "probes" | "load" | "bake" | "approval"
}

const ALL: Flow[] = ["ci", "release", "rehearse"]
const RELEASING: Flow[] = ["release", "rehearse"]

/** What must have been proven before production is touched. */
const BEFORE_PRODUCTION = ["readiness production", "smoke staging", "load staging"]

/** Order matters to readers only; `needs` and `follows` decide. A step is named `kind` or `kind environment`. */
export const definition: readonly StepDefinition[] = [
  { kind: "lint", needs: [], flows: ALL, from: "lint" },
  { kind: "test", needs: [], flows: ALL, from: "tests" },
  { kind: "build", needs: [], flows: ALL, from: "image" },
  { kind: "image", needs: ["build"], flows: ALL, from: "image" },
  {
    kind: "publish",
    needs: ["lint", "test", "image"],
    flows: RELEASING,
    from: "image",
    changes: "the registry: pushes the image; latest moves to it after it has shipped",
  },
  {
    kind: "baseline",
    environment: "production",
    needs: ["publish"],
    flows: ["rehearse"],
    from: "image",
    changes: "production, which is inside the engine: serves the release before this one",
  },
  {
    kind: "readiness",
    environment: "production",
    needs: ["publish", "baseline production"],
    flows: RELEASING,
    from: "image",
  },
  ...serving("staging", ["publish"]),
  ...proving("staging", ["smoke", "load"]),
  {
    kind: "approval",
    environment: "production",
    needs: BEFORE_PRODUCTION,
    flows: ["release"],
    from: "approval",
  },
  ...serving("production", [...BEFORE_PRODUCTION, "approval production"]),
  ...proving("production", ["verify", "bake"]),
  {
    kind: "decide",
    environment: "production",
    needs: [],
    follows: ["migrate production", "deploy production", "verify production", "bake production"],
    flows: RELEASING,
    from: "image",
  },
  {
    kind: "rollback",
    environment: "production",
    needs: [],
    follows: ["decide production"],
    flows: RELEASING,
    from: "image",
    changes: "production, if it was decided to go back: serves the release before this one",
  },
]

function serving(environment: EnvironmentName, needs: string[]): StepDefinition[] {
  return [
    {
      kind: "migrate",
      environment,
      needs,
      flows: RELEASING,
      from: "migrate",
      changes: `${environment}'s database: the app's migrations`,
    },
    {
      kind: "deploy",
      environment,
      needs: [...needs, `migrate ${environment}`],
      flows: RELEASING,
      from: "image",
      changes: `${environment}: serves the new image`,
    },
  ]
}

/** Each proof after the one before it: a load over a service that fails its probes says nothing. */
function proving(environment: EnvironmentName, proofs: ("smoke" | "load" | "verify" | "bake")[]): StepDefinition[] {
  const sources = { smoke: "probes", verify: "probes", load: "load", bake: "bake" } as const
  return proofs.map((kind, index) => ({
    kind,
    environment,
    needs: [`${index === 0 ? "deploy" : proofs[index - 1]!} ${environment}`],
    flows: RELEASING,
    from: sources[kind],
  }))
}
