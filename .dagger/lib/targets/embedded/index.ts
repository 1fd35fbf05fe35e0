/** Owns the containers of the embedded platform: its registry, and the app with its services as Dagger services. */
import { type Container, dag, ReturnType, type Service } from "@dagger.io/dagger"
import { lastLines } from "../../errors.js"
import { endOf } from "../../exec/end-of.js"
import { locate } from "../../exec/registry.js"
import { IMAGES } from "../../images.js"
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { type Attached, attach, label, withVariables } from "../../services/attached.js"
import { services } from "../../services/index.js"
import type { Deployment, Image, Ran } from "../target.js"

/** The one name that the engine speaks plain HTTP with. */
export const REGISTRY = "localhost:5000"

/** Pushed images stay in a cache volume, so that the previous release is really there next time. */
export function registry(project: string): Service {
  return dag
    .container()
    .from(IMAGES.registry)
    .withMountedCache("/var/lib/registry", dag.cacheVolume(`shipway-${project}-registry`))
    .withEnvVariable("REGISTRY_LOG_LEVEL", "warn")
    .withExposedPort(5000)
    .asService({ useEntrypoint: true })
}

/** The app as a service; the same deployment is the same container for the whole session. */
export function serving(context: Context, deployment: Deployment): Service {
  const { environment, image, variables, run } = deployment
  const app = attach(pulled(context, image), environmentServices(context, environment))
  return label(withVariables(app, variables), { environment, run, attempt: context.request.attempt })
    .withExposedPort(context.config.image!.port)
    .asService({ useEntrypoint: true })
}

export async function migrated(
  context: Context,
  environment: EnvironmentName,
  image: Image,
  command: string[],
): Promise<Ran> {
  const base = attach(pulled(context, image), environmentServices(context, environment))
  // Anew each time: the same migration of the same image may have to run on two databases.
  const nonce = { attempt: context.request.attempt, nonce: crypto.randomUUID() }
  const ran = label(base, nonce).withExec(command, { expect: ReturnType.Any })
  const { exitCode, stdout, stderr } = await endOf(ran)
  return { exitCode, output: lastLines(`${stdout}${stderr}`, 20) }
}

/** Wherever it was pushed; the password is for the declared repository's registry, and goes to no other. */
export function pulled({ config, registryPassword }: Context, { repository, digest }: Image): Container {
  const reference = `${repository}@${digest}`
  if (repository.startsWith(`${REGISTRY}/`))
    return dag.container().from(reference, { registryService: registry(config.project) })
  const { username, repository: declared } = config.image!
  const ours = declared !== undefined && locate(declared).base === locate(repository).base
  return ours && username && registryPassword
    ? dag.container().withRegistryAuth(repository.split("/")[0]!, username, registryPassword).from(reference)
    : dag.container().from(reference)
}

/** Of this call alone: two rehearsals at once never write to one database. */
function environmentServices(context: Context, environment: EnvironmentName): Attached[] {
  return services(context.config.services, { environment, run: context.request.run, attempt: context.request.attempt })
}
