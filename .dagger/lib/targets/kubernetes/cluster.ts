/** Owns what is read from the cluster. */
import type { EnvironmentName } from "../../../src/names.js"
import type { Context } from "../../pipeline/context.js"
import { optionsOf } from "../settings.js"
import { warnings, whoToAsk } from "./diagnosis.js"
import type { Seen } from "./judge.js"
import type { Connect } from "./connect.js"
import { type Kubectl, kubectlFor, readable } from "./kubectl.js"
import type { KubernetesOptions } from "./options.js"
import { revisionsOf } from "./release-note.js"
import { Event, itemsOf, LiveDeployment, Pod, ReplicaSet } from "./shapes.js"

/** One environment on its cluster. */
export interface Cluster {
  environment: EnvironmentName
  options: KubernetesOptions
  kubectl: Kubectl
}

export async function clusterOf(connect: Connect, context: Context, environment: EnvironmentName): Promise<Cluster> {
  const options = optionsOf(context, environment, "kubernetes")
  return { environment, options, kubectl: await kubectlFor(connect, context, environment) }
}

export async function readDeployment({ kubectl, options }: Cluster): Promise<LiveDeployment | undefined> {
  const args = ["get", "deployment", options.deployment, "--ignore-not-found", "--show-managed-fields", "--output=json"]
  const operation = `read the Deployment ${options.deployment}`
  const text = await kubectl.run(operation, args)
  return text.trim() ? readable(operation, text, (one) => LiveDeployment.parse(JSON.parse(one))) : undefined
}

export async function readRollout(cluster: Cluster): Promise<Seen> {
  const deployment = await readDeployment(cluster)
  if (!deployment) return { deployment, pods: [], revisions: [] }
  const { kubectl, options, environment } = cluster
  const selector = Object.entries(deployment.spec.selector.matchLabels).map(([label, value]) => `${label}=${value}`)
  const args = ["get", "replicasets,pods", `--selector=${selector.join(",")}`, "--output=json"]
  const operation = "read the ReplicaSets and pods"
  const list = await kubectl.run(operation, args)
  const { pods, replicaSets } = readable(operation, list, (text) => ({
    pods: itemsOf(text, "Pod", Pod),
    replicaSets: itemsOf(text, "ReplicaSet", ReplicaSet),
  }))
  const owned = replicaSets.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ name }) => name === options.deployment),
  )
  return { deployment, pods, revisions: revisionsOf(owned, options.container, environment) }
}

/** For a rollout that did not get there. What cannot be read must not hide why it failed. */
export async function diagnose(cluster: Cluster): Promise<string> {
  const { kubectl, options } = cluster
  try {
    const events = itemsOf(await kubectl.run("read the events", ["get", "events", "--output=json"]), "Event", Event)
    const { pods } = await readRollout(cluster)
    const asked = whoToAsk(pods, options.container)
    const log = asked && (await lastWords(cluster, asked.pod, asked.previous))
    return [...warnings(events, options.deployment), ...(log ? [log] : [])].join("\n")
  } catch (error) {
    return `more could not be read: ${(error as Error).message.split("\n")[0]}`
  }
}

async function lastWords({ kubectl, options }: Cluster, pod: string, previous: boolean): Promise<string> {
  const args = ["logs", pod, `--container=${options.container}`, "--tail=20", ...(previous ? ["--previous"] : [])]
  const { exitCode, stdout, stderr } = await kubectl.ask(args)
  const title = `the end of ${pod}'s ${previous ? "previous " : ""}log`
  return exitCode === 0 ? `${title}:\n${stdout.trim() || "(empty)"}` : `${title} could not be read: ${stderr.trim()}`
}
