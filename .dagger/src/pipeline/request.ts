/** Owns the making of a request: ids, times, and the version of a source that is not a commit. */
import type { Directory } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { systemClock } from "../exec/poll.js"
import type { Request } from "./context.js"

export interface RequestOptions {
  run?: string | undefined
  rerun?: string | undefined
  force?: string | undefined
  fault?: Request["fault"]
}

export async function newRequest(source: Directory, { run, rerun, force, fault }: RequestOptions): Promise<Request> {
  const attempt = crypto.randomUUID()
  const version = `src-${(await source.digest()).replace(/^[^:]*:/, "").slice(0, 12)}`
  return {
    run: run ?? `run-${attempt.slice(0, 8)}`,
    attempt,
    since: systemClock.now(),
    version,
    sha: version,
    rerun,
    force: reasonOf(force),
    fault,
  }
}

/** An override without a reason would tell nobody afterwards why. */
export function reasonOf(force: string | undefined): string | undefined {
  if (force !== undefined && !/\p{L}/u.test(force)) throw failure("FORCE_WITHOUT_REASON", { flag: "force" })
  return force?.trim()
}
