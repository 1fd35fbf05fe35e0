/** Owns what is known of production's other releases: the one before this one, and one that came after it. Pure. */
import type { Deployment } from "../targets/target.js"
import type { Situation } from "./decision.js"

/** That nobody looked is not that nothing was there. */
export function previousOf(handed: { previous?: Deployment | null | undefined }): Situation["previous"] {
  return "previous" in handed ? (handed.previous ?? "first-release") : "unread"
}

/** Where a rollback of what comes now would go: from a mixture, to the last release that served alone. */
export function wayBackFrom(current: Deployment | undefined): Deployment | null {
  if (!current) return null
  const whole = { ...current }
  delete whole.mixed
  return whole
}

export interface Mine {
  digest: string | undefined
  /** ISO 8601: when it was deployed, or when the run began. */
  since: string
}

/** By digest and time: a platform that went back by itself, or this image served anew, is no newer release. */
export function newerThan(
  current: Deployment | undefined,
  mine: Mine,
  previous: Situation["previous"],
): string | undefined {
  if (!current || current.mixed !== undefined || current.image.digest === mine.digest) return undefined
  if (typeof previous === "object" && current.image.digest === previous.image.digest) return undefined
  if (!(Date.parse(current.at) > Date.parse(mine.since))) return undefined
  return `release ${current.version} of run ${current.run}`
}
