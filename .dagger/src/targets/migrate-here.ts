/** Owns migrations for platforms without a shell: in the engine, with the new image and the environment's own variables. */
import { type Container, ReturnType } from "@dagger.io/dagger"
import { lastLines } from "../errors.js"
import { redact } from "../exec/redact.js"
import type { EnvironmentName } from "../names.js"
import type { Context } from "../pipeline/context.js"
import { fillAll } from "../probes/placeholders.js"
import { label, withVariables } from "../services/attached.js"
import { pulled } from "./embedded.js"
import { plaintextOf, secretVariables } from "./secrets.js"
import type { Image, Ran } from "./target.js"

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
  const [exitCode, stdout, stderr] = await Promise.all([ran.exitCode(), ran.stdout(), ran.stderr()])
  const known = await Promise.all(
    Object.entries(secrets).map(([variable, secret]) => plaintextOf(secret, `${environment} needs ${variable}`)),
  )
  return { exitCode, output: redact(lastLines(`${stdout}${stderr}`, 20), known) }
}
