/** Owns what the service's containers wrote on a Docker host. */
import { LOG_LINES, type Logged } from "../target.js"
import { type DockerHost, look } from "./host.js"
import { deploymentIn, nameOf, type SeenContainer } from "./seen.js"
import { troubleOf } from "./trouble.js"

const SECONDS = 30
/** Replicas say much the same. */
const CONTAINERS = 3

export async function logsOn(host: DockerHost, of: Logged): Promise<string> {
  const seen = await look(host)
  const own = seen.containers.filter(
    (one) => deploymentIn(seen, one, host.environment).image.digest === of.image.digest,
  )
  const told = own.slice(0, CONTAINERS).map((container) => logOf(host, container, own.length > 1))
  return (await Promise.all(told)).join("\n")
}

async function logOf(host: DockerHost, container: SeenContainer, named: boolean): Promise<string> {
  const lines = String(Math.floor(LOG_LINES / (named ? CONTAINERS : 1)))
  const argv = ["docker", "container", "logs", "--timestamps", "--tail", lines, container.id]
  const ended = await host.exec(argv, { seconds: SECONDS })
  const said =
    ended.exitCode === 0
      ? inOrder(`${ended.stdout}${ended.stderr}`)
      : `its log cannot be read: ${troubleOf(ended).reason}`
  return named ? `${nameOf(container)}:\n${said}` : said
}

/** Docker gives back what was written to each of the two streams; together they make sense. */
function inOrder(text: string): string {
  return text.split("\n").filter(Boolean).toSorted().join("\n")
}
