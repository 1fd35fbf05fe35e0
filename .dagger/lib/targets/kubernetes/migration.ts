/** Owns migrating in the cluster: a Job, what it ended with, and the end of what it said. */
import { lastLines } from "../../errors.js"
import { poll } from "../../exec/poll.js"
import type { Context } from "../../pipeline/context.js"
import { fillAll } from "../../probes/placeholders.js"
import type { Image, Ran } from "../target.js"
import type { Cluster } from "./cluster.js"
import { INPUT } from "./connect.js"
import { readable } from "./kubectl.js"
import { listOf } from "./manifests.js"
import { jobName, migrationJob } from "./migration-job.js"
import { manifestsOf } from "./rollout.js"
import { itemsOf, Job, Pod } from "./shapes.js"

type End = "Complete" | "Failed" | undefined

export async function migrateByJob(context: Context, cluster: Cluster, image: Image, command: string[]): Promise<Ran> {
  const { options, environment } = cluster
  const { request, config } = context
  const name = jobName(options.deployment, request.run, image)
  const earlier = await readJob(cluster, name)
  // Asked for again after it failed: it shall run again.
  if (earlier?.end === "Failed") await remove(cluster, name)
  if (!earlier || earlier.end === "Failed") {
    const facts = { version: request.version, sha: request.sha, digest: image.digest }
    const variables = fillAll({ ...config.image!.variables, ...config.environments[environment].variables }, facts)
    const job = migrationJob(await manifestsOf(context, cluster), options, name, image, command, variables)
    await cluster.kubectl.run("create the migration's Job", ["create", `--filename=${INPUT}`], listOf([job]))
  }
  return ended(context, cluster, name)
}

async function readJob({ kubectl }: Cluster, name: string): Promise<{ end: End } | undefined> {
  const operation = `read the Job ${name}`
  const text = await kubectl.run(operation, ["get", "job", name, "--ignore-not-found", "--output=json"])
  if (!text.trim()) return undefined
  const conditions = readable(operation, text, (one) => Job.parse(JSON.parse(one))).status?.conditions ?? []
  const ends = (["Complete", "Failed"] as const).find((end) =>
    conditions.some(({ type, status }) => type === end && status === "True"),
  )
  return { end: ends }
}

async function remove({ kubectl }: Cluster, name: string): Promise<void> {
  const args = [
    "delete",
    "job",
    name,
    "--ignore-not-found",
    "--cascade=foreground",
    "--wait",
    "--timeout=60s",
    "--request-timeout=0",
  ]
  await kubectl.run("remove the Job that failed before", args)
}

async function ended(context: Context, cluster: Cluster, name: string): Promise<Ran> {
  const { options, kubectl } = cluster
  const waited = await poll(
    async () => {
      const end = (await readJob(cluster, name))?.end
      if (!end) throw new Error("it has not ended")
      return end
    },
    {
      intervalMs: options.pollSeconds * 1000,
      // The Job's own deadline is the first to end it.
      timeoutMs: (options.deadlineSeconds + 30) * 1000,
      clock: context.clock,
    },
  )
  const log = await kubectl.ask(["logs", `job/${name}`, `--container=${options.container}`, "--tail=20"])
  const output = log.exitCode === 0 ? lastLines(log.stdout, 20) : `its log could not be read: ${log.stderr.trim()}`
  if (waited.value === "Complete") return { exitCode: 0, output }
  const why = waited.value ? "" : `\nthe Job ${name}: ${waited.reason}`
  return { exitCode: (await exitCodeOf(cluster, name)) || 1, output: `${output}${why}` }
}

async function exitCodeOf({ kubectl, options }: Cluster, name: string): Promise<number> {
  const operation = "read the Job's pod"
  const list = await kubectl.run(operation, ["get", "pods", `--selector=shipway/job=${name}`, "--output=json"])
  const [status] = readable(operation, list, (text) => itemsOf(text, "Pod", Pod))
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .filter(({ name }) => name === options.container)
  return status?.state?.terminated?.exitCode ?? 1
}
