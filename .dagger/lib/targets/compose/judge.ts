/** Owns the judgement whether what a host shows is this release, and well. Pure. */
import type { Release } from "../target.js"
import type { Judged } from "../waiting.js"
import { conditionOf, digestsOf, nameOf, type Seen, type SeenContainer } from "./seen.js"

export function judge(seen: Seen, release: Release): Judged {
  if (seen.containers.length === 0) return { state: "failed", reason: "no container of the service is there" }
  const judged = seen.containers.map(
    (container): Judged =>
      guards.isLabelled(container, release) ?? guards.isRun(seen, container, release) ?? guards.isWell(container),
  )
  const worst = judged.find(({ state }) => state !== "live" && state !== "progressing")
  return worst ?? judged.find(({ state }) => state === "progressing") ?? { state: "live" }
}

/** Each by itself, so that tests can show what would slip through without it. */
export const guards = {
  /** Somebody else's container may be as well as can be. */
  isLabelled(container: SeenContainer, { image, run }: Release): Judged | undefined {
    const labelled = container.labels["shipway.digest"]
    if (labelled === image.digest && container.labels["shipway.run"] === run) return undefined
    const whose = labelled ? `run ${container.labels["shipway.run"]} with ${labelled}` : "somebody without Shipway"
    return { state: "superseded", reason: `${nameOf(container)} was put there by ${whose}` }
  },

  /** By the image that runs, not only by what somebody wrote on it. */
  isRun(seen: Seen, container: SeenContainer, { image }: Release): Judged | undefined {
    const running = digestsOf(seen, container, image.repository)
    if (running.includes(image.digest)) return undefined
    const reason = `${nameOf(container)} serves ${running.join(", ") || container.image}, not ${image.digest}`
    return { state: "failed", reason }
  },

  isWell(container: SeenContainer): Judged {
    const { Status } = container.state
    const says = `${nameOf(container)} ${conditionOf(container)}`
    if (Status === "created" || Status === "restarting") return { state: "progressing", says }
    if (["exited", "dead", "paused", "removing"].includes(Status)) return { state: "failed", reason: says }
    return Status === "running" ? isHealthy(container, says) : { state: "unknown", reason: says }
  },
}

function isHealthy({ state: { Health }, restarts }: SeenContainer, says: string): Judged {
  switch (Health?.Status ?? "none") {
    case "healthy":
      return { state: "live" }
    case "starting":
      return { state: "progressing", says }
    case "unhealthy":
      return { state: "failed", reason: says }
    case "none":
    case "":
      // Nothing tells whether it is well; at least it stays up.
      return restarts === 0 ? { state: "live" } : { state: "failed", reason: says }
    default:
      return { state: "unknown", reason: says }
  }
}
