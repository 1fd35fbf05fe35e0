/** Owns what the conformance suite may wish of a cluster in memory: how the next rollout ends, and what serves after it. */
import { REPOSITORY } from "../conformance/stage.js"
import type { Fate } from "../conformance/subject.js"
import type { SleepingClock } from "../fake-platform.js"
import type { FakeCluster } from "./fake-cluster.js"
import { refused } from "./kubectl-line.js"
import { WELL } from "./rollouts.js"

const OTHER = `sha256:${"8".repeat(64)}`

export function become(fate: Fate, cluster: FakeCluster): void {
  const courses: Partial<Record<Fate, object>> = {
    slow: { unseenMs: 60_000, readyMs: 90_000 },
    stuck: { unseenMs: Infinity },
    failed: { readyMs: Infinity },
    unknown: { progress: "Hibernating" },
    "wrong image": { runs: OTHER },
  }
  cluster.next.apply = { ...WELL, ...courses[fate] }
  if (fate === "superseded") cluster.afterApply = () => setImage(cluster)
}

/** As `kubectl set image` of somebody else. */
function setImage(cluster: FakeCluster): void {
  const template = structuredClone(cluster.deployment!.spec.template)
  template.spec.containers[0]!.image = `${REPOSITORY}@sha256:${"9".repeat(64)}`
  cluster.change(template, WELL)
}

export function rollBack(how: "refuse" | "lie", cluster: FakeCluster): void {
  if (how === "refuse")
    cluster.instead = ({ verb }) =>
      verb === "rollout undo"
        ? refused('error: admission webhook "freeze" denied the request: nothing moves')
        : undefined
  else cluster.next.undo = { ...WELL, runs: served(cluster, cluster.clock)! }
}

/** What the pods really run that are sent requests. */
export function served({ rollouts }: FakeCluster, clock: SleepingClock): string | undefined {
  const digests = new Set(rollouts.ready(clock.now()).map(({ runs }) => runs))
  return digests.size === 0 ? undefined : [...digests].join(", ")
}

export function variablesOf({ rollouts }: FakeCluster, clock: SleepingClock): Record<string, string> {
  const [pod] = rollouts.ready(clock.now())
  const [container] = pod?.replicaSet.template.spec.containers ?? []
  return Object.fromEntries((container?.env ?? []).map(({ name, value = "" }) => [name, value]))
}
