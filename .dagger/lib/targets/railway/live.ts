/** Owns which deployment is live, also when it has crashed since. Pure. */
import type { Seen } from "./answers.js"
import { HAS_SERVED, meaningOf } from "./state.js"

export function isServing({ status, deploymentStopped }: Seen): boolean {
  return meaningOf(status) === "up" && !deploymentStopped
}

/** What serves; else what did until it crashed, for nothing has come in its place. Newest first they are given. */
export function liveOf(seen: readonly Seen[]): Seen | undefined {
  return seen.find(isServing) ?? seen.find((one) => crashedInService(one, seen))
}

/**
 * Railway says CRASHED of what served and of what crashed on its way, while another went on serving. It served if Railway
 * would roll back to it, for it keeps an image only of what served; or if it was the newest when an earlier one was
 * removed, for Railway removes what serves when the next one does. (That all its instances have stopped says nothing:
 * those of a crashed one have.)
 *
 * What cannot be told, once Railway keeps the image no more: that a first release served, which took nobody's place, so
 * it counts as never live; and who took the place when a still newer one crashed on its way meanwhile, or when somebody
 * removed by hand what served, so the newest of then counts.
 */
export function crashedInService(one: Seen, seen: readonly Seen[]): boolean {
  return isCrashed(one) && (one.canRollback || seen.some((other) => tookThePlaceOf(other, one, seen)))
}

function tookThePlaceOf(removed: Seen, one: Seen, seen: readonly Seen[]): boolean {
  if (meaningOf(removed.status) !== "superseded" || !isOlder(removed, one)) return false
  const at = Date.parse(removed.statusUpdatedAt ?? "")
  // Where Railway does not say when, it was the newest of all.
  const newest = seen.find(({ status, createdAt }) => maybeServed(status) && !(Date.parse(createdAt) > at))
  return newest?.id === one.id
}

/** What a take-down ends: what is live, and what crashed after it, which would look as if it had taken the place. */
export function toTakeDown(seen: readonly Seen[]): Seen[] {
  const live = liveOf(seen)
  return live ? seen.filter((one) => (isServing(one) || isCrashed(one)) && !isOlder(one, live)) : []
}

function isCrashed({ status }: Seen): boolean {
  return status === "CRASHED"
}

function isOlder(one: Seen, other: Seen): boolean {
  return Date.parse(one.createdAt) < Date.parse(other.createdAt)
}

function maybeServed(status: string): boolean {
  return HAS_SERVED.some((one) => one === status)
}
