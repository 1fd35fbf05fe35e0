/** Owns deploying a release: told once by a run, however often that is taken up, and waited for. */
import type { Context } from "../../pipeline/context.js"
import type { Deployment, Release } from "../target.js"
import { type Cluster, readDeployment } from "./cluster.js"
import { released } from "./manifests.js"
import { apply, guards, manifestsOf, served, toldOf } from "./rollout.js"

export async function deployTo(
  context: Context,
  cluster: Cluster,
  release: Release,
  variables: Record<string, string>,
): Promise<Deployment> {
  const manifests = await manifestsOf(context, cluster)
  const at = new Date(context.clock.now()).toISOString()
  const changed = released(manifests, cluster.options, release, variables, at)
  const before = await readDeployment(cluster)
  if (guards.isTold(before, cluster, release)) {
    context.announce(`· ${cluster.environment} was told to serve ${release.image.digest} before`)
    return served(context, cluster, release, undefined)
  }
  await apply(context, cluster, changed)
  return served(context, cluster, release, toldOf(before))
}
