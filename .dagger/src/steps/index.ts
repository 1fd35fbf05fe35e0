/** Owns the map from a planned step to the code that does it. */
import type { StepKind } from "../pipeline/definition.js"
import { type Context, handedOn } from "../pipeline/context.js"
import type { Outcome } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import { bake } from "./bake.js"
import { build } from "./build.js"
import { deploy } from "./deploy.js"
import { image } from "./image.js"
import { lint } from "./lint.js"
import { load } from "./load.js"
import { migrate } from "./migrate.js"
import { placeholder } from "./placeholder.js"
import { probes } from "./probes.js"
import { publish } from "./publish.js"
import { test } from "./test.js"

type Step = (context: Context, step: PlannedStep) => Promise<Outcome>

const steps: Record<StepKind, Step> = {
  lint: ({ source, config, request }) => lint(source, config, config.lint, request.since, request.rerun),
  test: ({ source, config, request }) => test(source, config, config.tests, request.since, request.rerun),
  build: async (context) => {
    const { built, ...outcome } = await build(context.source, context.config, context.request.since)
    context.handed.built = built
    return outcome
  },
  image: (context) => image(handedOn(context.handed.built, "the built image"), context.config),
  publish: async (context) => {
    const { image, ...outcome } = await publish(handedOn(context.handed.built, "the built image"), context)
    context.handed.image = image
    return outcome
  },
  migrate: (context, { environment }) => migrate(context, environment!),
  deploy: (context, { environment }) => deploy(context, environment!),
  smoke: (context, { environment }) => probes(context, environment!),
  load: (context, { environment }) => load(context, environment!),
  verify: (context, { environment }) => probes(context, environment!),
  baseline: placeholder,
  readiness: placeholder,
  bake: (context, { environment }) => bake(context, environment!),
  decide: placeholder,
  rollback: placeholder,
}

export function execute(context: Context, step: PlannedStep): Promise<Outcome> {
  return steps[step.kind](context, step)
}
