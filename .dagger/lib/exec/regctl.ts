/** Owns talking to an image registry beyond pulling and pushing images: regctl in a container, its failures as errors. */
import { type Container, dag, ReturnType, type Secret, type Service } from "@dagger.io/dagger"
import { failure, lastLines } from "../errors.js"
import { IMAGES } from "../images.js"
import { endOf } from "./end-of.js"
import { locate } from "./registry.js"

/** Where a repository is, and how one gets in. */
export interface RegistryAccess {
  /** As the image's reference has it. */
  repository: string
  login?: { username: string; password: Secret } | undefined
  /** A registry inside the engine, which nobody reaches under its own name. */
  service?: Service | undefined
}

const ALIAS = "registry"
const CONFIG = "/shipway/docker"

/** The repository under the name that the container reaches it by. */
export function repositoryOf({ repository, service }: RegistryAccess): string {
  return service ? `${ALIAS}:5000/${repository.split("/").slice(1).join("/")}` : repository
}

export async function regctl(access: RegistryAccess): Promise<Container> {
  const { login, service, repository } = access
  const base = dag.container().from(IMAGES.regctl).withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
  const bound = service ? base.withServiceBinding(ALIAS, service) : base
  if (!login) return bound
  const host = service ? `${ALIAS}:5000` : hostOf(repository)
  const config = await dockerConfig(host, login)
  // The image's user is not root, and its home is its own affair.
  return bound
    .withMountedSecret(`${CONFIG}/config.json`, config, { mode: 0o444 })
    .withEnvVariable("DOCKER_CONFIG", CONFIG)
}

/** As a docker config names it. */
function hostOf(repository: string): string {
  const { host } = new URL(locate(repository).base)
  return host === "registry-1.docker.io" ? "docker.io" : host
}

/** The one form in which a tool takes a password that is in no argument: a file that is a secret itself. */
async function dockerConfig(host: string, login: { username: string; password: Secret }): Promise<Secret> {
  const password = (await login.password.plaintext()).trim()
  const auth = Buffer.from(`${login.username}:${password}`).toString("base64")
  const text = JSON.stringify({ auths: { [host]: { username: login.username, password, auth } } })
  return dag.setSecret(`registry-login-${crypto.randomUUID()}`, text)
}

/** What it prints; `what` completes "could not". */
export async function runRegctl(
  container: Container,
  args: readonly string[],
  what: string,
  stdin = "",
): Promise<string> {
  const known = ["--host", `reg=${ALIAS}:5000,tls=disabled`]
  const ran = container.withExec([...known, ...args], {
    useEntrypoint: true,
    expect: ReturnType.Any,
    ...(stdin ? { stdin } : {}),
  })
  const { exitCode, stdout, stderr } = await endOf(ran)
  if (exitCode === 0) return stdout
  throw failure("ATTACH_FAILED", { what, reason: lastLines(stderr || stdout, 5) || `exit code ${exitCode}` })
}
