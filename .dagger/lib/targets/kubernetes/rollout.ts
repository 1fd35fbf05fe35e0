/** Owns one rollout: manifests applied by digest, the wait until the cluster serves them, and the mark that it did. */
import { dag, type Directory } from "@dagger.io/dagger"
import type { Context } from "../../pipeline/context.js"
import type { Deployment, Release } from "../target.js"
import { type NotServing, waitUntilLive } from "../waiting.js"
import { type Cluster, diagnose, readRollout } from "./cluster.js"
import { type Before, judge } from "./judge.js"
import { INPUT } from "./connect.js"
import { refused } from "./kubectl.js"
import { listOf, type Manifest, readManifests } from "./manifests.js"
import { isOf, LIVE, revisionOf } from "./release-note.js"
import type { LiveDeployment } from "./shapes.js"

const MANAGER = "shipway"

/** Replaced in tests, which shows what it is there for. */
export const guards = {
  /** Whether this very release is what the Deployment is told to run: an attempt before this one got so far. */
  isTold(deployment: LiveDeployment | undefined, { options }: Cluster, release: Release): boolean {
    return deployment !== undefined && isOf(deployment.spec.template, options.container, release)
  },
}

export async function manifestsOf({ source }: Context, { options }: Cluster): Promise<Manifest[]> {
  const folder: Directory = source.directory(options.manifests)
  // The engine's patterns know no braces: they match nothing, and say nothing.
  const paths = (await folder.glob("**/*")).filter((path) => /\.ya?ml$/.test(path)).toSorted()
  const files = await Promise.all(paths.map(async (path) => [path, await folder.file(path).contents()] as const))
  return readManifests(options.manifests, Object.fromEntries(files))
}

/** First what it would change, then whether the server would take it, then the change itself. */
export async function apply(context: Context, cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const { kubectl, options, environment } = cluster
  const list = listOf(manifests)
  const flags = [
    "--server-side",
    `--field-manager=${MANAGER}`,
    ...(options.forceConflicts ? ["--force-conflicts"] : []),
    `--filename=${INPUT}`,
  ]
  const diff = await kubectl.ask(["diff", ...flags], list)
  // 0 is no difference, 1 is one; more is an error of kubectl's.
  if (diff.exitCode > 1) throw refused("compare the manifests with the cluster", diff)
  keep(context, cluster, "diff.txt", diff.stdout || "no difference\n")
  await kubectl.run("take the manifests (dry run)", ["apply", ...flags, "--dry-run=server"], list)
  const applied = await kubectl.run("apply the manifests", ["apply", ...flags], list)
  context.announce(`· ${environment}: ${applied.trim().split("\n").join(", ")}`)
}

/** Among the step's artefacts. */
export function keep({ handed }: Context, { environment }: Cluster, name: string, text: string): void {
  const kept = handed.evidence?.[environment] ?? dag.directory()
  handed.evidence = { ...handed.evidence, [environment]: kept.withNewFile(name, text) }
}

/** What the cluster says before a change is about another rollout, also when it is heard again afterwards. */
export function toldOf(deployment: LiveDeployment | undefined): Before | undefined {
  const progress = deployment?.status?.conditions?.find(({ type }) => type === "Progressing")?.lastUpdateTime
  return deployment && { generation: deployment.metadata.generation ?? 0, progress }
}

export async function served(
  context: Context,
  cluster: Cluster,
  release: Release,
  before: Before | undefined,
): Promise<Deployment> {
  const { options, environment, kubectl } = cluster
  const seen = await waitUntilLive({
    platform: "kubernetes",
    what: `${environment}'s Deployment ${options.deployment}`,
    read: () => readRollout(cluster),
    judge: (rollout) => judge(rollout, { release, container: options.container, before }),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: options.pollSeconds * 1000,
    timeoutMs: options.deadlineSeconds * 1000,
  }).catch(async (error: NotServing) => {
    throw "ended" in error ? explained(error, await told(context, cluster)) : error
  })
  const revision = revisionOf(seen.revisions, release)
  if (!revision) throw new Error(`${options.deployment} serves a release that none of its ReplicaSets holds`)
  const mark = ["label", "replicaset", revision.replicaSet, "--overwrite", `${LIVE}=true`]
  await kubectl.run("mark the ReplicaSet as live", mark)
  return revision.deployment
}

async function told(context: Context, cluster: Cluster): Promise<string> {
  const diagnosis = await diagnose(cluster)
  if (diagnosis) keep(context, cluster, "diagnosis.txt", diagnosis)
  return diagnosis
}

function explained(error: NotServing, diagnosis: string): NotServing {
  const indented = diagnosis.replaceAll(/^/gm, "  ")
  if (diagnosis) error.message = error.message.replace("\nHint: ", () => `\n${indented}\nHint: `)
  return error
}
