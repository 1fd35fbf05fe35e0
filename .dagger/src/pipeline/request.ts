/** Owns the making of a request: ids, times, and the version of a source that is not a commit. */
import type { Directory } from "@dagger.io/dagger"
import { systemClock } from "../exec/poll.js"
import type { Request } from "./context.js"

export interface RequestOptions {
  run?: string | undefined
  rerun?: string | undefined
  fault?: Request["fault"]
}

export async function newRequest(source: Directory, { run, rerun, fault }: RequestOptions): Promise<Request> {
  const attempt = crypto.randomUUID()
  const version = `src-${(await source.digest()).replace(/^[^:]*:/, "").slice(0, 12)}`
  return {
    run: run ?? `run-${attempt.slice(0, 8)}`,
    attempt,
    since: systemClock.now(),
    version,
    sha: version,
    rerun,
    fault,
  }
}
