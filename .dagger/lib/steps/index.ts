/** Owns the map from a planned step to the code that does it. */
import type { StepKind } from "../pipeline/definition.js"
import { type Context, handedOn } from "../pipeline/context.js"
import { errorOutcome, type Outcome, type StepRecord } from "../pipeline/outcome.js"
import type { PlannedStep } from "../pipeline/plan.js"
import type { AskNotifiers } from "../readiness/notifiers.js"
import { withPlatformLog } from "./platform-log.js"

/** A rehearsal tells nobody, so nobody need be in reach. */
const askNotifiers: AskNotifiers = async (context) => {
  if (context.request.scope !== "release") return []
  const { notifiersReachable } = await import("./notify.js")
  return (await notifiersReachable(context)).map(({ notifier, ...told }) => ({ name: notifier, ...told }))
}

type Step = (context: Context, step: PlannedStep, before: readonly StepRecord[]) => Promise<Outcome>

/** What a step needs is loaded when it begins: `ci` has four of them. */
const steps: Record<StepKind, Step> = {
  lint: async ({ source, config, request }) =>
    (await import("./lint.js")).lint(source, config, config.lint, request.since, request.rerun),
  test: async ({ source, config, request }) =>
    (await import("./test.js")).test(source, config, config.tests, request.since, request.rerun),
  build: async (context) => {
    const { build } = await import("./build.js")
    const { built, ...outcome } = await build(context.source, context.config, context.request.since)
    context.handed.built = built
    return outcome
  },
  image: async (context) =>
    (await import("./image.js")).image(handedOn(context.handed.built, "the built image"), context.config),
  publish: async (context) => {
    const { publish } = await import("./publish.js")
    const { image, ...outcome } = await publish(handedOn(context.handed.built, "the built image"), context)
    context.handed.image = image
    return outcome
  },
  migrate: async (context, { environment }) => (await import("./migrate.js")).migrate(context, environment!),
  deploy: async (context, { environment }) => (await import("./deploy.js")).deploy(context, environment!),
  smoke: async (context, { environment }) => (await import("./probes.js")).probes(context, environment!),
  load: async (context, { environment }) => (await import("./load.js")).load(context, environment!),
  verify: async (context, { environment }) => (await import("./probes.js")).probes(context, environment!),
  approval: async (context) => (await import("./approval.js")).approval(context),
  baseline: async (context) => (await import("./baseline.js")).baseline(context),
  readiness: async (context) => (await import("./readiness.js")).readiness(context, askNotifiers),
  bake: async (context, { environment }) => (await import("./bake.js")).bake(context, environment!),
  decide: async (context, step, before) =>
    (await import("./decide.js")).decide(context, before, {
      verify: (again) => steps.verify(again, step, []),
      bake: (again) => steps.bake(again, step, []),
    }),
  rollback: async (context, { environment }) => (await import("./rollback.js")).rollback(context, environment!),
  latest: async (context) => (await import("./latest.js")).latest(context),
}

/** `before` is what the steps left that it needs or follows. */
export async function execute(context: Context, step: PlannedStep, before: readonly StepRecord[]): Promise<Outcome> {
  const outcome = await steps[step.kind](context, step, before).catch(errorOutcome)
  return withPlatformLog(context, step, outcome)
}
