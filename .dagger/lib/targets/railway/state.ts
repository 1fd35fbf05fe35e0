/** Owns what each of Railway's deployment states means. Pure. */

/** unknown: Railway has never told of such a state, so it is neither waited for nor taken for a success. */
export type Meaning = "under-way" | "up" | "bad" | "superseded" | "unknown"

const MEANINGS = {
  INITIALIZING: "under-way",
  QUEUED: "under-way",
  WAITING: "under-way",
  NEEDS_APPROVAL: "under-way",
  BUILDING: "under-way",
  DEPLOYING: "under-way",
  SUCCESS: "up",
  SLEEPING: "up",
  FAILED: "bad",
  CRASHED: "bad",
  SKIPPED: "superseded",
  REMOVED: "superseded",
  REMOVING: "superseded",
} as const satisfies Record<string, Meaning>

export type Status = keyof typeof MEANINGS
export const STATUSES = Object.keys(MEANINGS) as Status[]

export function meaningOf(status: string): Meaning {
  return Object.hasOwn(MEANINGS, status) ? MEANINGS[status as Status] : "unknown"
}

/** What a deployment may say of itself that served once: Railway removes it when the next one serves, and it may crash. */
export const HAS_SERVED: Status[] = ["SUCCESS", "SLEEPING", "CRASHED", "REMOVING", "REMOVED"]
