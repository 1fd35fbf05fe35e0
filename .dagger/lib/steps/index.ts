/** Owns the map from a planned step to the code that does it. */
import type { StepKind } from "../pipeline/definition.js"
import { type Context, handedOn } from "../pipeline/context.js"
import { errorOutcome, type Outcome, type StepRecord } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import { type AskNotifiers, noNotifiers } from "../readiness/notifiers.js"
import { approval } from "./approval.js"
import { baseline } from "./baseline.js"
import { bake } from "./bake.js"
import { build } from "./build.js"
import { decide } from "./decide.js"
import { deploy } from "./deploy.js"
import { image } from "./image.js"
import { latest } from "./latest.js"
import { lint } from "./lint.js"
import { load } from "./load.js"
import { migrate } from "./migrate.js"
import { notifiersReachable } from "./notify.js"
import { withPlatformLog } from "./platform-log.js"
import { probes } from "./probes.js"
import { publish } from "./publish.js"
import { rollback } from "./rollback.js"
import { readiness } from "./readiness.js"
import { test } from "./test.js"

type Step = (context: Context, step: PlannedStep, before: readonly StepRecord[]) => Promise<Outcome>

/** A rehearsal tells nobody, so nobody need be in reach. */
const askNotifiers: AskNotifiers = async (context) =>
  (await notifiersReachable(context)).map(({ notifier, ...told }) => ({ name: notifier, ...told }))

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
  approval,
  baseline,
  readiness: (context) => readiness(context, context.request.scope === "release" ? askNotifiers : noNotifiers),
  bake: (context, { environment }) => bake(context, environment!),
  decide: (context, step, before) =>
    decide(context, before, {
      verify: (again) => steps.verify(again, step, []),
      bake: (again) => steps.bake(again, step, []),
    }),
  rollback: (context, { environment }) => rollback(context, environment!),
  latest,
}

/** `before` is what the steps left that it needs or follows. */
export async function execute(context: Context, step: PlannedStep, before: readonly StepRecord[]): Promise<Outcome> {
  const outcome = await steps[step.kind](context, step, before).catch(errorOutcome)
  return withPlatformLog(context, step, outcome)
}
