/** Owns waiting on Railway: for a deployment to serve the very image, and for one to appear in the list. */
import { failure } from "../../errors.js"
import { poll } from "../../exec/poll.js"
import { type Judged, waitUntilLive } from "../waiting.js"
import type { Seen } from "./answers.js"
import { PLATFORM, type Railway } from "./api.js"
import { cancel } from "./change.js"
import { guards } from "./guards.js"
import { imageOf } from "./image.js"
import { isServing } from "./live.js"
import { newest, one, troubleOf } from "./read.js"
import { meaningOf } from "./state.js"

interface Look {
  seen: Seen
  /** Where it went wrong, in Railway's words. */
  told: string | undefined
}

export async function untilLive(railway: Railway, id: string, digest: string): Promise<Seen> {
  const { context, environment, options } = railway
  const { seen } = await waitUntilLive<Look>({
    platform: PLATFORM,
    what: `${environment}'s deployment ${id}`,
    read: () => look(railway, id),
    judge: (seen) => judge(seen, digest),
    clock: context.clock,
    announce: (line) => context.announce(line),
    intervalMs: options.pollSeconds * 1000,
    timeoutMs: options.deadlineSeconds * 1000,
    // Otherwise it might get live after all, when nobody looks any more.
    onLate: () => cancel(railway, id).then(() => "it was cancelled"),
  })
  return seen
}

async function look(railway: Railway, id: string): Promise<Look> {
  const seen = await one(railway, id)
  const told = meaningOf(seen.status) === "bad" ? await troubleOf(railway, id).catch(() => undefined) : undefined
  return { seen, told }
}

export function judge({ seen, told }: Look, digest: string): Judged {
  const { status } = seen
  const meaning = guards.meaningOf(status)
  if (meaning === "under-way") return { state: "progressing", says: WAITS_FOR_A_PERSON[status] ?? status }
  if (meaning === "bad") return { state: "failed", reason: told ? `${status}; ${told}` : status }
  if (meaning !== "up") return { state: meaning, reason: status }
  if (guards.isStopped(seen)) return { state: "superseded", reason: `${status}, but it was stopped` }
  const wrong = guards.wrongImage(seen, digest)
  return wrong ? { state: wrong.state, reason: `${status}, but ${wrong.reason}` } : { state: "live" }
}

const WAITS_FOR_A_PERSON: Record<string, string> = {
  NEEDS_APPROVAL: "NEEDS_APPROVAL: it begins when somebody approves it on railway.com",
}

/** A list may lag behind what it lists. */
const APPEARS_WITHIN_MS = 60_000

/** A deployment newer than `before` that runs this image, or does not say yet what it runs; nothing when there is none. */
export async function appeared(railway: Railway, digest: string, before: Seen | undefined): Promise<Seen | undefined> {
  const { context, options } = railway
  const attempt = async () => {
    const found = newerOf(await newest(railway), before).find((seen) => mayRun(seen, digest))
    if (!found) throw new Error("it is not in the list")
    return found
  }
  const intervalMs = options.pollSeconds * 1000
  return (await poll(attempt, { intervalMs, timeoutMs: APPEARS_WITHIN_MS, clock: context.clock })).value
}

export function newerOf(seen: readonly Seen[], before: Seen | undefined): Seen[] {
  return seen.filter(
    ({ id, createdAt }) => !before || (id !== before.id && Date.parse(createdAt) > Date.parse(before.createdAt)),
  )
}

export function mayRun({ meta }: Seen, digest: string): boolean {
  const image = imageOf(meta)
  return image === undefined || image.digest === digest
}

/** Until nothing is in the list that serves, or is on its way to, and what was removed is gone. */
export async function untilNothingServes(railway: Railway, removed: readonly Seen[]): Promise<void> {
  const { context, environment, options } = railway
  const attempt = async () => {
    const still = (await newest(railway)).filter((seen) => mayServe(seen) || isAmong(removed, seen))
    if (still.length > 0) throw new Error(still.map(({ id, status }) => `${id} says ${status}`).join(", "))
    return true
  }
  const [intervalMs, timeoutMs] = [options.pollSeconds * 1000, options.deadlineSeconds * 1000]
  const { value, reason = "" } = await poll(attempt, { intervalMs, timeoutMs, clock: context.clock })
  if (value) return
  const advice = `Remove what still runs on railway.com.`
  throw failure("PLATFORM_CALL", {
    platform: PLATFORM,
    operation: `take ${environment} down`,
    reason,
    request: "",
    advice,
  })
}

function mayServe(seen: Seen): boolean {
  return isServing(seen) || meaningOf(seen.status) === "under-way"
}

function isAmong(removed: readonly Seen[], { id, status }: Seen): boolean {
  return meaningOf(status) !== "superseded" && removed.some((one) => one.id === id)
}
