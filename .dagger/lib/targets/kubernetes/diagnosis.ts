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

/** The pod whose log says most: one that restarts, else one that is not ready. */
export function whoToAsk(pods: readonly Pod[], container: string): LastWords | undefined {
  const statusOf = ({ status }: Pod) => status?.containerStatuses?.find(({ name }) => name === container)
  const restarting = pods.find((pod) => (statusOf(pod)?.restartCount ?? 0) > 0)
  if (restarting) return { pod: restarting.metadata.name, previous: true }
  const unready = pods.find((pod) => statusOf(pod)?.ready === false)
  return unready && { pod: unready.metadata.name, previous: false }
}
