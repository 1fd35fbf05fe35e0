/** Owns the question whether a release could be begun here: each thing it needs, with the fix where it is not so. */
import { dag } from "@dagger.io/dagger"
import { describe, failure } from "../errors.js"
import { notDurable } from "../journal/durable.js"
import { askManifest } from "../exec/registry.js"
import { ENVIRONMENTS, type EnvironmentName } from "../../src/names.js"
import { notifiersReachable } from "../steps/notify.js"
import { placeOf } from "../targets/repository.js"
import { requireSecrets } from "../targets/secrets.js"
import type { Context } from "./context.js"

interface Finding {
  name: string
  good: boolean
  told: string
}

/** Prints every finding; fails when one of them would stop a release. */
export async function doctor(context: Context): Promise<string> {
  const asked = await Promise.all([
    asking("engine", async () => good(`Dagger ${await dag.version()}`)),
    asking("journal", () => journal(context)),
    asking("registry", () => registry(context)),
    asking("secrets", () => secrets(context)),
    ...ENVIRONMENTS.map((environment) => asking(environment, () => live(context, environment))),
    ...(await notifiers(context)),
  ])
  const report = asked.map(({ name, good, told }) => `${good ? "✔" : "✘"} ${name.padEnd(12)} ${told}`).join("\n")
  const bad = asked.filter((one) => !one.good)
  if (bad.length > 0) throw failure("DOCTOR_FOUND", { count: bad.length, report })
  return report
}

type Answer = Omit<Finding, "name">
const good = (told: string): Answer => ({ good: true, told })
const bad = (told: string): Answer => ({ good: false, told })

/** What cannot be asked is not well. */
async function asking(name: string, ask: () => Promise<Answer>): Promise<Finding> {
  return { name, ...(await ask().catch((error) => bad(describe(error)))) }
}

async function journal({ config, state }: Context): Promise<Answer> {
  const problem = notDurable(config)
  if (problem) return bad(describe(problem))
  const seen = await state.check()
  const frozen = await state.frozen()
  return good(`in ${state.whereabouts}; ${seen}; ${frozen.length} frozen release${frozen.length === 1 ? "" : "s"}`)
}

async function registry(context: Context): Promise<Answer> {
  const { config, registryPassword } = context
  const { repository, username } = config.image ?? {}
  if (!repository) return good("embedded: image.repository is not declared")
  if (username && !registryPassword)
    return bad(`${repository} as ${username}: pass --registry-password=env://NAME_OF_YOUR_VARIABLE`)
  const manifest = await askManifest(await placeOf(context, repository), "latest")
  return manifest.found === "unknown"
    ? bad(`${repository} cannot be read: ${manifest.reason}`)
    : good(`${repository} answers${username ? ` ${username}` : ""}`)
}

async function secrets(context: Context): Promise<Answer> {
  await requireSecrets(context)
  return good("every one that the environments name was passed")
}

async function live(context: Context, environment: EnvironmentName): Promise<Answer> {
  const target = context.target(environment)
  const seen = await target.check(context, environment)
  const deployment = await target.current(context, environment)
  const place = target.name === "local" ? target.name : `${target.name} (${seen})`
  if (deployment?.mixed)
    return good(`${place}: serves different images at once (${deployment.mixed}); a release replaces them all`)
  return good(
    deployment
      ? `${place}: serves ${deployment.version}, ${deployment.image.digest}`
      : `${place}: serves nothing yet; a first release has no way back, and rollback.firstRelease decides`,
  )
}

async function notifiers(context: Context): Promise<Promise<Finding>[]> {
  const all = await notifiersReachable(context)
  return all.map(({ notifier, reachable, reason }) =>
    asking(`notify ${notifier}`, () => Promise.resolve(reachable ? good("can be reached") : bad(reason))),
  )
}
