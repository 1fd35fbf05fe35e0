/** Owns the way to a Docker host: a client container that holds what is secret in memory alone. */
import { type Container, dag, ReturnType } from "@dagger.io/dagger"
import { posix } from "node:path"
import { failure } from "../../errors.js"
import { asset } from "../../exec/assets.js"
import { endOf } from "../../exec/end-of.js"
import { locate } from "../../exec/registry.js"
import { IMAGES } from "../../images.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { credential, secretVariables } from "../secrets.js"
import { optionsOf } from "../settings.js"
import type { ComposeOptions } from "./options.js"
import type { Ended } from "./trouble.js"

export const OVERRIDE = "/shipway/override.json"
const SOCKET = "/run/shipway-docker.sock"

export interface Given {
  seconds: number
  /** The Compose file above the user's own. */
  override?: string
  /** What the user's Compose file may name as ${…}. */
  variables?: Record<string, string>
}

/** Runs one command against the host. */
export type Exec = (argv: readonly string[], given: Given) => Promise<Ended>
export type Connect = (context: Context, environment: EnvironmentName) => Promise<Exec>

export const connect: Connect = async (context, environment) => {
  const base = await client(context, environment)
  return async (argv, { seconds, override = "{}", variables = {} }) => {
    const told = Object.entries(variables).reduce<Container>(
      (all, [name, value]) => all.withEnvVariable(name, value),
      base,
    )
    const ran = (await reaching(told, context, environment))
      .withNewFile(OVERRIDE, override)
      .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
      .withExec(["sh", "/shipway/host.sh", String(seconds), ...argv], { expect: ReturnType.Any })
    const { exitCode, stdout, stderr } = await endOf(ran)
    return { exitCode, stdout, stderr }
  }
}

async function client(context: Context, environment: EnvironmentName): Promise<Container> {
  const { file } = optionsOf(context, environment, "compose")
  if (!(await context.source.exists(file)))
    throw unreachable(`${file} is not in the source`, "Name the Compose file in options.file, below the source.")
  const secrets = await secretVariables(context, environment)
  const base = dag
    .container()
    .from(IMAGES.docker)
    .withMountedTemp("/run/shipway")
    .withNewFile("/shipway/host.sh", asset("compose/host.sh"))
    .withNewFile("/shipway/look.sh", asset("compose/look.sh"))
    .withMountedDirectory("/project", context.source.directory(posix.dirname(file)))
    .withWorkdir("/project")
  const logged = withLogin(base, context)
  return Object.entries(secrets).reduce<Container>(
    (all, [name, secret]) => all.withSecretVariable(name, secret),
    logged,
  )
}

/** The password is for the declared repository's registry, and goes to no other. */
function withLogin(base: Container, { config, registryPassword }: Context): Container {
  const { username, repository } = config.image ?? {}
  if (!username || !repository || !registryPassword) return base
  const { host } = new URL(locate(repository).base)
  return base
    .withEnvVariable("SHIPWAY_REGISTRY", host === "registry-1.docker.io" ? "https://index.docker.io/v1/" : host)
    .withEnvVariable("SHIPWAY_REGISTRY_USER", username)
    .withSecretVariable("SHIPWAY_REGISTRY_PASSWORD", registryPassword)
}

/** Set last: no variable of the service can lead the client elsewhere. */
async function reaching(base: Container, context: Context, environment: EnvironmentName): Promise<Container> {
  const options = optionsOf(context, environment, "compose")
  if (options.host.startsWith("unix://")) {
    const { dockerSocket } = context
    const advice = `Pass --docker-socket=${options.host.slice("unix://".length)}.`
    if (!dockerSocket) throw unreachable(`${environment} is on a socket of this machine, and none was passed`, advice)
    return base.withUnixSocket(SOCKET, dockerSocket).withEnvVariable("DOCKER_HOST", `unix://${SOCKET}`)
  }
  return base
    .withMountedSecret("/run/shipway-key", await credential(context, environment), { mode: 0o400 })
    .withNewFile("/root/.ssh/config", sshConfig(options), { permissions: 0o600 })
    .withNewFile("/shipway/known_hosts", `${(options.knownHosts ?? []).join("\n")}\n`)
    .withEnvVariable("DOCKER_HOST", options.host)
}

/** One connection for all that a command asks; a host is who the config says, or nobody. */
function sshConfig({ host }: ComposeOptions): string {
  return [
    `Host ${new URL(host).hostname}`,
    "  IdentityFile /run/shipway/key",
    "  IdentitiesOnly yes",
    "  BatchMode yes",
    "  StrictHostKeyChecking yes",
    "  UserKnownHostsFile /shipway/known_hosts",
    "  GlobalKnownHostsFile /dev/null",
    "  ConnectTimeout 10",
    "  ServerAliveInterval 5",
    "  ServerAliveCountMax 3",
    "  ControlMaster auto",
    "  ControlPath /run/shipway/%C",
    "  ControlPersist 20",
    "",
  ].join("\n")
}

function unreachable(reason: string, advice: string): Error {
  return failure("PLATFORM_CALL", {
    platform: "compose",
    operation: "reach the Docker host",
    reason,
    request: "",
    advice,
  })
}
