/** Owns what a release's pods wrote in the cluster: of the one that has most to say. */
import { LOG_LINES, type Logged } from "../target.js"
import { type Cluster, readRollout } from "./cluster.js"
import { whoToAsk } from "./diagnosis.js"

export async function logsIn(cluster: Cluster, { image }: Logged): Promise<string> {
  const { kubectl, options } = cluster
  const { pods } = await readRollout(cluster)
  const own = pods.filter(({ spec }) =>
    spec.containers.some((one) => one.name === options.container && one.image?.endsWith(`@${image.digest}`)),
  )
  const [any] = own
  if (!any) return ""
  const { pod, previous } = whoToAsk(own, options.container) ?? { pod: any.metadata.name, previous: false }
  const args = ["logs", pod, `--container=${options.container}`, `--tail=${LOG_LINES}`, "--timestamps"]
  return kubectl.run(`read the log of ${pod}`, previous ? [...args, "--previous"] : args)
}
