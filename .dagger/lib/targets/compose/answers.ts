/** Owns what is asked of a host without changing its service: what serves, whether there is a way back, whether all is well. */
import type { Deployment, WayBack } from "../target.js"
import { ask, bring, composeCommand, type DockerHost, look, plainVariables, referenceOf, refusal } from "./host.js"
import { recordsIn } from "./records.js"
import { deploymentIn, situationOf } from "./seen.js"

/** By the image that runs; nothing where no container of the service is. */
export async function currentOn(host: DockerHost): Promise<Deployment | undefined> {
  const seen = await look(host)
  const all = seen.containers.map((container) => deploymentIn(seen, container, host.environment))
  const digests = [...new Set(all.map(({ image }) => image.digest))]
  if (digests.length <= 1) return all[0]
  const [oldest] = all.toSorted((one, other) => one.at.localeCompare(other.at))
  const known = recordsIn(seen, host.environment).find(({ deployment }) => deployment)?.deployment
  return { ...(known ?? oldest!), mixed: `${digests.join(", ")}: ${situationOf(seen)}` }
}

/** Looking for the image brings it: then it is there when it is needed. */
export async function wayBackTo(host: DockerHost, to: Deployment | undefined): Promise<WayBack> {
  if (!to) return { able: false, reason: `${host.environment} has no earlier release` }
  const reference = referenceOf(to.image)
  try {
    const how = await bring(host, to.image)
    return { able: true, reason: `${reference} ${how === "there" ? "is" : "was pulled again and is"} on the host` }
  } catch (error) {
    return { able: false, reason: `${reference} cannot be had on the host: ${(error as Error).message}` }
  }
}

export async function checkOf(host: DockerHost): Promise<string> {
  const format = "Docker {{.Server.Version}}, {{.Server.Os}}/{{.Server.Arch}}"
  const said = await ask(host, "say its version", ["docker", "version", "--format", format], { seconds: 60 })
  await declares(host)
  return `${said.trim()} at ${host.options.host}`
}

/** Whether the client can read the file, and finds the service in it. */
async function declares(host: DockerHost): Promise<void> {
  const { service, file } = host.options
  const words = composeCommand(host, "config", "--services")
  const services = (await ask(host, `read ${file}`, words, { seconds: 60, variables: plainVariables(host) }))
    .trim()
    .split("\n")
  if (services.includes(service)) return
  const reason = `${file} has no service ${service}; it has ${services.join(", ")}`
  throw refusal("find the service", { kind: "refused", reason, advice: "Name one of them in options.service." })
}
