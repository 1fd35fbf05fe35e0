/** Owns migrations on a Docker host: one container of the service, with the new image, that is removed afterwards. */
import { lastLines } from "../../errors.js"
import { quote } from "../../exec/quote.js"
import { fillAll } from "../../probes/placeholders.js"
import type { Image, Ran, Release } from "../target.js"
import { exclusively } from "./exclusively.js"
import { bring, composeCommand, type DockerHost, referenceOf, secretNames } from "./host.js"
import { overrideOf } from "./override.js"

const SECONDS = 3600

export async function migrateOn(host: DockerHost, image: Image, command: readonly string[]): Promise<Ran> {
  await bring(host, image)
  const holding = { operation: "migrate", reference: referenceOf(image), seconds: SECONDS }
  return exclusively(host, holding, async () => {
    const { exitCode, stdout, stderr } = await host.exec(argvOf(host, command), given(host, image))
    return { exitCode, output: lastLines(`${stdout}${stderr}`, 20) }
  })
}

/** Whatever the image's own entrypoint is: the command alone, as on every platform. */
function argvOf(host: DockerHost, [program = "", ...words]: readonly string[]): string[] {
  const { service } = host.options
  return composeCommand(host, "run", "--rm", "--no-TTY", "--entrypoint", quote([program]), service, ...words)
}

function given({ context, environment, options, ...host }: DockerHost, image: Image) {
  const { version, sha, run } = context.request
  const release: Release = { image, version, sha, run }
  const declared = { ...context.config.image!.variables, ...context.config.environments[environment].variables }
  const variables = fillAll(declared, { version, sha, digest: image.digest })
  const secrets = secretNames({ context, environment, options, ...host })
  return {
    seconds: SECONDS,
    variables,
    override: overrideOf({ service: options.service, release, variables, secrets }),
  }
}
