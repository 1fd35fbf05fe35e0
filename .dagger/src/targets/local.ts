/** Owns the embedded target: registry, app and its services as Dagger services, releases in a cache volume. */
import { type Container, dag, ReturnType, type Service } from "@dagger.io/dagger"
import { IMAGES } from "../images.js"
import { lastLines } from "../errors.js"
import { poll, within } from "../exec/poll.js"
import type { EnvironmentName } from "../names.js"
import type { Context } from "../pipeline/context.js"
import { type Attached, attach, label, withVariables } from "../services/attached.js"
import { services } from "../services/index.js"
import type { Deployment, Image, Target } from "./target.js"

/** The one name that the engine speaks plain HTTP with. */
export const REGISTRY = "localhost:5000"
const HEALTHY_WITHIN_MS = 60000

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

export const local: Target = {
  name: "local",

  async migrate(context, environment, image, command) {
    const base = attach(pulled(context, image), environmentServices(context, environment))
    const ran = label(base, { attempt: context.request.attempt }).withExec(command, { expect: ReturnType.Any })
    const [exitCode, stdout, stderr] = await Promise.all([ran.exitCode(), ran.stdout(), ran.stderr()])
    return { exitCode, output: lastLines(`${stdout}${stderr}`, 20) }
  },

  async deploy(context, environment, image, variables) {
    const { version, sha, run } = context.request
    const deployment: Deployment = {
      environment,
      image,
      version,
      sha,
      run,
      variables,
      at: new Date(context.clock.now()).toISOString(),
    }
    const base = await this.url(context, deployment)
    const path = context.config.image!.healthPath
    const healthy = await poll(() => answers200(`${base}${path}`), {
      intervalMs: 250,
      timeoutMs: HEALTHY_WITHIN_MS,
      clock: context.clock,
    })
    if (!healthy.value)
      throw new Error(
        `${environment} did not answer 200 on ${path} within ${HEALTHY_WITHIN_MS / 1000} s: ${healthy.reason}`,
      )
    await append(context, environment, deployment)
    return deployment
  },

  async current(context, environment) {
    const lines = (
      await history(context, environment)
        .withExec(["sh", "-c", "cat /releases/history.jsonl 2>/dev/null || true"])
        .stdout()
    ).trim()
    return lines ? (JSON.parse(lines.split("\n").at(-1)!) as Deployment) : undefined
  },

  async history(context, environment) {
    const current = await this.current(context, environment)
    return current ? [current] : []
  },

  wayBack(_context, _environment, to) {
    return Promise.resolve({ able: to !== undefined, reason: to ? "recorded" : "no earlier release" })
  },

  rollback(context, environment, to) {
    return this.deploy(context, environment, to.image, to.variables)
  },

  takeDown() {
    return Promise.resolve()
  },

  url(context, deployment) {
    const reached = context.reach(serving(context, deployment), context.config.image!.port)
    return within(reached, HEALTHY_WITHIN_MS, `${deployment.environment}'s container did not become healthy`)
  },
}

/** The app as a service; the same deployment is the same container for the whole session. */
export function serving(context: Context, deployment: Deployment): Service {
  const { environment, image, variables, run } = deployment
  const app = attach(pulled(context, image), environmentServices(context, environment))
  return label(withVariables(app, variables), { environment, run, attempt: context.request.attempt })
    .withExposedPort(context.config.image!.port)
    .asService({ useEntrypoint: true })
}

/** Out of the embedded registry. */
export function pulled(context: Context, { repository, digest }: Image): Container {
  return dag.container().from(`${repository}@${digest}`, { registryService: registry(context.config.project) })
}

/** Of this call alone: two rehearsals at once never write to one database. */
function environmentServices(context: Context, environment: EnvironmentName): Attached[] {
  return services(context.config.services, { environment, run: context.request.run, attempt: context.request.attempt })
}

function history(context: Context, environment: EnvironmentName): Container {
  return dag
    .container()
    .from(IMAGES.shell)
    .withMountedCache("/releases", dag.cacheVolume(`shipway-${context.config.project}-${environment}-releases`))
    .withEnvVariable("SHIPWAY_NONCE", crypto.randomUUID())
}

async function append(context: Context, environment: EnvironmentName, deployment: Deployment): Promise<void> {
  await history(context, environment)
    .withExec(["sh", "-c", `printf '%s\\n' "$1" >> /releases/history.jsonl && sync`, "sh", JSON.stringify(deployment)])
    .sync()
}

async function answers200(url: string): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`status ${response.status}`)
  return true
}
