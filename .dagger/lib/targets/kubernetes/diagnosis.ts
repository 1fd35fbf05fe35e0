/** Owns what is told when a rollout did not get there: the cluster's warnings, and the last words of a container. Pure. */
import type { Event, Pod } from "./shapes.js"

const TOLD = 8

/** Of this Deployment alone: its ReplicaSets and pods begin with its name. */
export function warnings(events: readonly Event[], deployment: string): string[] {
  return events
    .filter(({ type, involvedObject }) => type === "Warning" && belongs(involvedObject.name ?? "", deployment))
    .toSorted((one, other) => timeOf(one).localeCompare(timeOf(other)))
    .slice(-TOLD)
    .map(
      ({ reason, message, count, involvedObject: { kind, name } }) =>
        `${kind} ${name}: ${reason}: ${message?.trim()}${(count ?? 1) > 1 ? ` (${count} times)` : ""}`,
    )
}

function belongs(name: string, deployment: string): boolean {
  return name === deployment || name.startsWith(`${deployment}-`)
}

function timeOf({ lastTimestamp, eventTime }: Event): string {
  return lastTimestamp ?? eventTime ?? ""
}

export interface LastWords {
  pod: string
  /** Of the container before this one: it is that which ended badly. */
  previous: boolean
}

/** The pod whose log says most: one that is not ready, and of these one that restarts. A healthy pod's restarts are old. */
export function whoToAsk(pods: readonly Pod[], container: string): LastWords | undefined {
  const statusOf = ({ status }: Pod) => status?.containerStatuses?.find(({ name }) => name === container)
  const restarts = (pod: Pod) => (statusOf(pod)?.restartCount ?? 0) > 0
  const unready = pods.filter((pod) => statusOf(pod)?.ready === false)
  const asked = unready.find(restarts) ?? unready[0] ?? pods.find(restarts)
  return asked && { pod: asked.metadata.name, previous: restarts(asked) }
}
