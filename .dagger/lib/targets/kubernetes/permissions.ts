/** Owns the question, before anything is changed, whether the kubeconfig's user may do what a release does. */
import { z } from "zod"
import { failure } from "../../errors.js"
import type { Cluster } from "./cluster.js"
import { type Kubectl, readable, refused } from "./kubectl.js"

const Version = z.object({ serverVersion: z.object({ gitVersion: z.string() }) })

const NEEDED = [
  "get deployments.apps",
  "create deployments.apps",
  "patch deployments.apps",
  "delete deployments.apps",
  // `kubectl delete --wait` would else wait without seeing anything.
  "list deployments.apps",
  "watch deployments.apps",
  "list replicasets.apps",
  "patch replicasets.apps",
  "list pods",
  "get pods/log",
  "list events",
] as const

const FOR_MIGRATIONS = [
  "get jobs.batch",
  "create jobs.batch",
  "delete jobs.batch",
  "list jobs.batch",
  "watch jobs.batch",
] as const

/** An empty list is what Kubernetes answers for a namespace that is not there. Who may not see it was let into it, so it is. */
async function mustExist(kubectl: Kubectl, namespace: string): Promise<void> {
  const said = await kubectl.ask(["get", "namespace", namespace, "--output=name"])
  if (said.exitCode !== 0 && !/\(Forbidden\)/.test(said.stderr)) throw refused(`show the namespace ${namespace}`, said)
}

export async function mayRelease({ kubectl, options }: Cluster, migrates: boolean): Promise<string> {
  const told = await kubectl.run("tell its version", ["version", "--output=json"])
  const version = readable("tell its version", told, (text) => Version.parse(JSON.parse(text)))
  await mustExist(kubectl, options.namespace)
  const needed = migrates ? [...NEEDED, ...FOR_MIGRATIONS] : NEEDED
  const asked = await Promise.all(
    needed.map(async (what) => ({ what, said: await kubectl.ask(["auth", "can-i", ...what.split(" ")]) })),
  )
  // It says "no" with exit code 1; whatever is not a yes is none.
  const missing = asked.filter(({ said }) => said.exitCode !== 0 || said.stdout.trim() !== "yes")
  if (missing.length === 0) return `${options.namespace} on Kubernetes ${version.serverVersion.gitVersion}`
  throw failure("PLATFORM_CALL", {
    platform: "kubernetes",
    operation: `allow a release to ${options.namespace}`,
    reason: `the kubeconfig's user may not ${missing.map(({ what }) => what).join(", ")}`,
    request: "",
    advice: "Give it the Role in docs/targets.md; nothing was changed.",
  })
}
