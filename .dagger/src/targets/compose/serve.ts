/** Owns what changes a service on a host, each under the lock and written down: putting a release there, taking it down. */
import { fillAll } from "../../probes/placeholders.js"
import type { Deployment, Release } from "../target.js"
import { exclusively } from "./exclusively.js"
import { ask, bring, composeCommand, type DockerHost, look, referenceOf, refusal } from "./host.js"
import { prove } from "./prove.js"
import { recordDown, recordLive } from "./records.js"
import { deploymentIn, situationOf } from "./seen.js"

const DOWN_SECONDS = 120
/** What a lock outlives its work by: looking, writing down. */
const MARGIN_SECONDS = 300

/** A deployment and a rollback are the same to a host: this image, with these variables. */
export async function put(
  host: DockerHost,
  operation: string,
  release: Release,
  variables: Record<string, string>,
): Promise<Deployment> {
  await bring(host, release.image)
  const seconds = host.options.deadlineSeconds + MARGIN_SECONDS
  return exclusively(host, { operation, reference: referenceOf(release.image), seconds }, async () => {
    const deployment = await prove(host, release, variables)
    await recordLive(host, deployment)
    return deployment
  })
}

/** By the image that runs; nothing where no container of the service is. */
export async function currentOn(host: DockerHost): Promise<Deployment | undefined> {
  const seen = await look(host)
  const all = seen.containers.map((container) => deploymentIn(seen, container, host.environment))
  const digests = new Set(all.map(({ image }) => image.digest))
  if (digests.size <= 1) return all[0]
  const reason = `its containers run different images: ${situationOf(seen)}: ${[...digests].join(", ")}`
  const advice = "Somebody else is deploying, or a deployment broke off: wait, then release or roll back again."
  throw refusal("say what serves", { kind: "refused", reason, advice })
}

export async function takeDownFrom(host: DockerHost): Promise<void> {
  const [container] = (await look(host)).containers
  if (!container) return
  const holding = { operation: "take down", reference: container.image, seconds: DOWN_SECONDS + MARGIN_SECONDS }
  await exclusively(host, holding, async () => {
    const { service } = host.options
    await ask(host, "take down", composeCommand(host, "down", service), {
      seconds: DOWN_SECONDS,
      variables: plain(host),
    })
    const still = await look(host)
    if (still.containers.length === 0) return recordDown(host)
    const advice = `Look at it on the host: docker ps --filter label=com.docker.compose.project=${host.project}.`
    throw refusal("take down", { kind: "refused", reason: situationOf(still), advice })
  })
}

/** For doctor: whether the client can read the file, and finds the service in it. */
export async function declares(host: DockerHost): Promise<void> {
  const { service, file } = host.options
  const words = composeCommand(host, "config", "--services")
  const services = (await ask(host, `read ${file}`, words, { seconds: 60, variables: plain(host) })).trim().split("\n")
  if (services.includes(service)) return
  const reason = `${file} has no service ${service}; it has ${services.join(", ")}`
  throw refusal(`find the service`, { kind: "refused", reason, advice: "Name one of them in options.service." })
}

/** What a Compose file may name, where there is no release that it is for. */
function plain({ context, environment }: DockerHost): Record<string, string> {
  const { image, environments } = context.config
  return fillAll(
    { ...image?.variables, ...environments[environment].variables },
    { version: "none", sha: "none", digest: "none" },
  )
}
