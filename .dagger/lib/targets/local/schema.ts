/** Owns the schema of an embedded database, which lives as long as the attempt: a later one brings it to where it was. */
import { failure } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Request } from "../../pipeline/context.js"
import { addRecord, asked, readRecords } from "../embedded/memory.js"
import { schemaOf } from "../embedded/records.js"
import type { There } from "./serving.js"
import type { Image, Ran } from "../target.js"

/** What an attempt has migrated itself is not asked for again: each look into the records is a container. */
const known = new WeakMap<Request, Map<EnvironmentName, Promise<void>>>()

export async function migrate(there: There, image: Image, command: string[]): Promise<Ran> {
  const { context, engine, place } = there
  const ran = await asked(`migrate ${place.environment}`, engine.migrate(place.environment, image, command))
  if (ran.exitCode !== 0) return ran
  await addRecord(engine, place, { type: "migrated", image, attempt: context.request.attempt })
  knownIn(there).set(place.environment, Promise.resolve())
  return ran
}

/** Once per attempt, also when several ask at once: never two migrations of one database. */
export function schemaIsThere(there: There): Promise<void> {
  const command = there.context.config.image!.migrate
  if (!command) return Promise.resolve()
  const { environment } = there.place
  const brought = knownIn(there).get(environment) ?? bringBack(there, command)
  knownIn(there).set(environment, brought)
  return brought.catch((error: unknown) => {
    knownIn(there).delete(environment)
    throw error
  })
}

async function bringBack(there: There, command: string[]): Promise<void> {
  const { context, engine, place } = there
  const schema = schemaOf(await readRecords(engine, context.clock, place))
  if (!schema || schema.attempt === context.request.attempt) return
  const { exitCode, output } = await migrate(there, schema.image, command)
  if (exitCode === 0) return
  throw failure("PLATFORM_CALL", {
    platform: "local",
    operation: `bring ${place.environment}'s database back to its schema`,
    reason: `the migration of ${schema.image.digest} ended with exit code ${exitCode}\n${output}`,
    request: "",
    advice: "It succeeded once: see what else it needs, mend it, and release again under a new --run.",
  })
}

function knownIn({ context: { request } }: There): Map<EnvironmentName, Promise<void>> {
  const before = known.get(request)
  if (before) return before
  const none = new Map<EnvironmentName, Promise<void>>()
  known.set(request, none)
  return none
}
