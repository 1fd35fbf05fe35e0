/** Owns asking a Docker host: with patience where it only went away for a moment, and in words where it refuses. */
import { failure, type ShipwayError } from "../../errors.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { fillAll } from "../../probes/placeholders.js"
import { optionsOf } from "../settings.js"
import type { Image } from "../target.js"
import { type Connect, type Exec, type Given, OVERRIDE } from "./connect.js"
import type { ComposeOptions } from "./options.js"
import { readSeen, type Seen } from "./seen.js"
import { type Ended, type Trouble, troubleOf } from "./trouble.js"

/** A daemon that restarts is away for some seconds. */
const ATTEMPTS = 8
const PAUSE_MS = 2000
const LOOK_SECONDS = 60
const PULL_SECONDS = 900

export interface DockerHost {
  context: Context
  environment: EnvironmentName
  options: ComposeOptions
  project: string
  exec: Exec
}

export async function open(connect: Connect, context: Context, environment: EnvironmentName): Promise<DockerHost> {
  const options = optionsOf(context, environment, "compose")
  const project = options.project ?? `${context.config.project}-${environment}`
  return { context, environment, options, project, exec: await connect(context, environment) }
}

/** What may be asked again is asked again, while the way to the daemon is lost. */
export async function ask(host: DockerHost, operation: string, argv: readonly string[], given: Given): Promise<string> {
  const ended = await patiently(host, argv, given)
  if (ended.exitCode === 0) return ended.stdout
  throw refusal(operation, troubleOf(ended))
}

async function patiently(host: DockerHost, argv: readonly string[], given: Given): Promise<Ended> {
  for (let attempt = 1; ; attempt++) {
    const ended = await host.exec(argv, given)
    if (ended.exitCode === 0 || attempt === ATTEMPTS) return ended
    const trouble = troubleOf(ended)
    if (trouble.kind !== "lost") return ended
    await pause(host, trouble)
  }
}

export async function pause({ context, environment }: DockerHost, { reason }: Trouble): Promise<void> {
  context.announce(`· ${environment}: ${reason.split("\n")[0]}; trying again`)
  await context.clock.sleep(PAUSE_MS)
}

export function refusal(operation: string, { reason, advice }: Trouble): ShipwayError {
  return failure("PLATFORM_CALL", { platform: "compose", operation, reason, request: "", advice })
}

export async function look(host: DockerHost): Promise<Seen> {
  const operation = `say what runs in ${host.project}`
  const argv = ["sh", "/shipway/look.sh", host.project, host.options.service]
  const text = await ask(host, operation, argv, { seconds: LOOK_SECONDS })
  try {
    return readSeen(text)
  } catch (error) {
    const reason = `its answer cannot be read: ${(error as Error).message.split("\n")[0]}`
    throw refusal(operation, { kind: "refused", reason, advice: "See that the host's Docker is 20.10 or later." })
  }
}

/** `docker compose` with the project's name and files; the override stands above the user's own. */
export function composeCommand({ project, options }: DockerHost, ...words: readonly string[]): string[] {
  const file = options.file.split("/").at(-1)!
  const files = ["--file", file, "--file", OVERRIDE]
  return ["docker", "compose", "--ansi", "never", "--progress", "plain", "--project-name", project, ...files, ...words]
}

export function referenceOf({ repository, digest }: Image): string {
  return `${repository}@${digest}`
}

export async function isThere(host: DockerHost, image: Image): Promise<boolean> {
  const argv = ["docker", "image", "inspect", "--format", "{{.Id}}", referenceOf(image)]
  const ended = await patiently(host, argv, { seconds: LOOK_SECONDS })
  if (ended.exitCode === 0) return true
  if (/no such image/i.test(ended.stderr)) return false
  throw refusal("say which images it has", troubleOf(ended))
}

/** Afterwards the image is on the host; without asking a registry when it was before. */
export async function bring(host: DockerHost, image: Image): Promise<"there" | "pulled"> {
  if (await isThere(host, image)) return "there"
  host.context.announce(`· ${host.environment}: pulling ${referenceOf(image)}`)
  await ask(host, `pull ${referenceOf(image)}`, ["docker", "pull", "--quiet", referenceOf(image)], {
    seconds: PULL_SECONDS,
  })
  return "pulled"
}

/** Only names: Compose takes their values out of the client's environment. */
export function secretNames({ context, environment }: DockerHost): string[] {
  return Object.keys(context.config.environments[environment].secrets)
}

/** What a Compose file may name, where there is no release that it is for. */
export function plainVariables({ context, environment }: DockerHost): Record<string, string> {
  const { image, environments } = context.config
  return fillAll(
    { ...image?.variables, ...environments[environment].variables },
    { version: "none", sha: "none", digest: "none" },
  )
}
