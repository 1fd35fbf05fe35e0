/** Owns what changes a service on a host, each under the lock and written down: putting a release there, taking it down. */
import type { Deployment, Release } from "../target.js"
import { exclusively } from "./exclusively.js"
import { ask, bring, composeCommand, type DockerHost, look, plainVariables, referenceOf, refusal } from "./host.js"
import { prove } from "./prove.js"
import { recordDown, recordLive } from "./records.js"
import { situationOf } from "./seen.js"

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

export async function takeDownFrom(host: DockerHost): Promise<void> {
  const [container] = (await look(host)).containers
  if (!container) return
  const holding = { operation: "take down", reference: container.image, seconds: DOWN_SECONDS + MARGIN_SECONDS }
  await exclusively(host, holding, async () => {
    const { service } = host.options
    await ask(host, "take down", composeCommand(host, "down", service), {
      seconds: DOWN_SECONDS,
      variables: plainVariables(host),
    })
    const still = await look(host)
    if (still.containers.length === 0) return recordDown(host)
    const advice = `Look at it on the host: docker ps --filter label=com.docker.compose.project=${host.project}.`
    throw refusal("take down", { kind: "refused", reason: situationOf(still), advice })
  })
}
