/** Owns the question, before anything is changed, whether the kubeconfig's user may do what a release does. */
import { failure } from "../../errors.js"
import type { Cluster } from "./cluster.js"

const NEEDED = [
  "get deployments.apps",
  "create deployments.apps",
  "patch deployments.apps",
  "delete deployments.apps",
  "list replicasets.apps",
  "patch replicasets.apps",
  "list pods",
  "get pods/log",
  "list events",
] as const

const FOR_MIGRATIONS = ["get jobs.batch", "create jobs.batch", "delete jobs.batch"] as const

export async function mayRelease({ kubectl, options }: Cluster, migrates: boolean): Promise<string> {
  const version = JSON.parse(await kubectl.run("tell its version", ["version", "--output=json"])) as {
    serverVersion?: { gitVersion?: string }
  }
  await kubectl.run(`show the namespace ${options.namespace}`, ["get", "deployments", "--output=name"])
  const needed = migrates ? [...NEEDED, ...FOR_MIGRATIONS] : NEEDED
  const asked = await Promise.all(
    needed.map(async (what) => ({ what, said: await kubectl.ask(["auth", "can-i", ...what.split(" ")]) })),
  )
  // It says "no" with exit code 1; whatever is not a yes is none.
  const missing = asked.filter(({ said }) => said.exitCode !== 0 || said.stdout.trim() !== "yes")
  if (missing.length === 0)
    return `${options.namespace} on Kubernetes ${version.serverVersion?.gitVersion ?? "unknown"}`
  throw failure("PLATFORM_CALL", {
    platform: "kubernetes",
    operation: `allow a release to ${options.namespace}`,
    reason: `the kubeconfig's user may not ${missing.map(({ what }) => what).join(", ")}`,
    request: "",
    advice: "Give it the Role in docs/targets.md; nothing was changed.",
  })
}
