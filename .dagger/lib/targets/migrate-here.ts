/** Owns migrations for platforms without a shell: in the engine, with the new image and the environment's own variables. */
import { type Container, ReturnType } from "@dagger.io/dagger"
import { lastLines } from "../errors.js"
import { endOf } from "../exec/end-of.js"
import { within } from "../exec/poll.js"
import { redact } from "../exec/redact.js"
import type { EnvironmentName } from "../../src/names.js"
import type { Context } from "../pipeline/context.js"
import { fillAll } from "../probes/placeholders.js"
import { label, withVariables } from "../services/attached.js"
import { pulled } from "./embedded/index.js"
import { plaintextOf, secretVariables } from "./secrets.js"
import type { Image, Ran } from "./target.js"

/** A statement that waits for somebody's lock waits for ever: better to be told. */
const MIGRATED_MS = 3_600_000

/** The config makes sure that a database is declared. */
export async function migrateHere(
  context: Context,
  environment: EnvironmentName,
  image: Image,
  command: string[],
): Promise<Ran> {
  const { config, request } = context
  const secrets = await secretVariables(context, environment)
  const facts = { version: request.version, sha: request.sha, digest: image.digest }
  const variables = fillAll({ ...config.image!.variables, ...config.environments[environment].variables }, facts)
  const base = Object.entries(secrets).reduce<Container>(
    (container, [variable, secret]) => container.withSecretVariable(variable, secret),
    withVariables(pulled(context, image), variables),
  )
  // Anew each time: the engine does not know whether the database is as it was.
  const nonce = { attempt: request.attempt, nonce: crypto.randomUUID() }
  const ran = label(base, nonce).withExec(command, { expect: ReturnType.Any })
  // Before the migration: one that is done must not be lost to a secret that cannot be read.
  const known = await Promise.all(
    Object.entries(secrets).map(([variable, secret]) => plaintextOf(secret, `${environment} needs ${variable}`)),
  )
  const { exitCode, stdout, stderr } = await within(
    endOf(ran),
    MIGRATED_MS,
    `${environment}'s migration may still be running: it did not end`,
  )
  return { exitCode, output: redact(lastLines(`${stdout}${stderr}`, 20), known) }
}
