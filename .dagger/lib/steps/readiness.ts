/** Owns the readiness step: can we go back? Asked before anything of production is touched; any "no" fails it. */
import { dag } from "@dagger.io/dagger"
import { type Context, handedOn } from "../pipeline/context.js"
import { type Outcome, type Part, statusOf } from "../pipeline/outcome.js"
import { type Answer, type Answered, ask, no, notAsked, yes } from "../readiness/answer.js"
import { flags } from "../readiness/flag-files.js"
import { confirmed } from "../readiness/migration-verdict.js"
import { migrations, NO_MIGRATIONS, NOT_DECLARED, type Schema } from "../readiness/migrations.js"
import { type AskNotifiers, noNotifiers, notifiers } from "../readiness/notifiers.js"
import { oldImage } from "../readiness/old-image.js"
import { overridden } from "../readiness/override.js"
import { platform } from "../readiness/platform.js"
import { previousImage } from "../readiness/previous-image.js"
import { wayBackFrom } from "../rollback/before.js"
import { pulled } from "../targets/embedded/index.js"
import { problemOfRules } from "./alert-rules.js"
import type { Deployment } from "../targets/target.js"

export async function readiness(context: Context, askNotifiers: AskNotifiers = noNotifiers): Promise<Outcome> {
  const { clock, config, handed } = context
  // Not a question: who cannot say what serves now cannot say where to go back to either.
  if (handed.previous === undefined)
    handed.previous = wayBackFrom(await context.target("production").current(context, "production"))
  const previous = handed.previous ?? undefined
  const declared = config.readiness.flags
  const [image, word, schema, code, rules, mouths] = await Promise.all([
    ask("previous image", clock, () => previousImage(context, previous)),
    ask("platform", clock, () => platform(context, previous)),
    askSchema(context, previous),
    ask("flags", clock, () =>
      declared ? flags(context, declared) : Promise.resolve(notAsked("the config has no readiness.flags")),
    ),
    ask("alert rules", clock, () => alertRules(context)),
    ask("notifiers", clock, () => notifiers(context, askNotifiers)),
  ])
  return concluded([image, word, ...schema, code, rules, mouths], context.request.force)
}

/** A typing mistake in them would be found when production is being watched by them. */
async function alertRules({ config }: Context): Promise<Answer> {
  if (!config.bake) return notAsked("the config has no bake")
  const problem = await problemOfRules(config.alerts, config.bake)
  return problem ? { ...no("promtool cannot read them"), tail: problem } : yes("promtool can read them")
}

/** Both questions about the schema, one after the other: what serves on it depends on whether it changes. */
async function askSchema(context: Context, previous: Deployment | undefined): Promise<Answered[]> {
  const { clock, config, handed } = context
  const image = handedOn(handed.image, "the published image")
  const images = { old: previous && pulled(context, previous.image), new: pulled(context, image) }
  let schema: Schema | undefined
  const migrating = await ask("migrations", clock, async () => {
    const declared = config.readiness.migrations
    const unasked = config.image!.migrate ? NOT_DECLARED : NO_MIGRATIONS
    schema = declared ? await migrations(context, declared, images) : unasked
    const { status, summary, tail, files } = schema
    return { status, summary, ...(tail ? { tail } : {}), ...(files ? { files } : {}) }
  })
  const serving = await ask("old image on the new schema", clock, () => {
    const reason = whyNotServed(context, previous, schema)
    if (reason || !previous) return Promise.resolve(notAsked(reason ?? "first release"))
    return oldImage(context, previous, { old: images.old!, new: images.new })
  })
  handed.migrations = confirmed(schema?.verdict ?? "unknown", serving.status)
  return [migrating, serving]
}

function whyNotServed(
  { config }: Context,
  previous: Deployment | undefined,
  schema: Schema | undefined,
): string | undefined {
  if (!config.readiness.migrations) return schema?.summary
  if (!previous) return "first release"
  if (schema?.fresh === undefined) return "which revisions are new is not known"
  return schema.fresh ? undefined : "no new revision"
}

/** Without the files, which are artefacts and not the report's. */
function partOf({ name, status, summary, durationMs, cached, tail, note }: Answered): Part {
  return { name, status, summary, durationMs, cached, ...(tail ? { tail } : {}), ...(note ? { note } : {}) }
}

function concluded(answers: readonly Answered[], force: string | undefined): Outcome {
  const parts = answers.map(partOf)
  const outcome = overridden(statusOf(parts), parts, force)
  const record = { status: outcome.status, summary: outcome.summary, force: force ?? null, questions: parts }
  const files = answers.reduce(
    (folder, { files }) => Object.entries(files).reduce((next, [name, text]) => next.withNewFile(name, text), folder),
    dag.directory().withNewFile("readiness.json", JSON.stringify(record, null, 2)),
  )
  return { ...outcome, files }
}
