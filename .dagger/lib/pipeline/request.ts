/** Owns the making of a request: ids, times, and the version of a source that is not a commit. */
import type { Directory } from "@dagger.io/dagger"
import { failure } from "../errors.js"
import { systemClock } from "../exec/poll.js"
import type { Request } from "./context.js"

export interface RequestOptions {
  run?: string | undefined
  rerun?: string | undefined
  fault?: Request["fault"]
  previous?: Directory | undefined
  force?: string | undefined
  approvedBy?: string | undefined
  /** The commit that is released; without one the source's digest names the version. */
  commit?: string
  scope?: "rehearsal" | "release"
}

export async function newRequest(source: Directory, options: RequestOptions): Promise<Request> {
  const attempt = crypto.randomUUID()
  const run = options.run ?? `run-${attempt.slice(0, 8)}`
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(run)) throw failure("RUN_ID_INVALID", { run })
  const version = options.commit ?? (await versionOf(source))
  return {
    run,
    attempt,
    since: systemClock.now(),
    version,
    sha: version,
    rerun: options.rerun,
    fault: options.fault,
    previous: options.previous,
    force: reasonOf(options.force),
    approvedBy: options.approvedBy?.trim() || undefined,
    scope: options.scope === "release" ? "release" : `rehearsal-${run}`,
  }
}

/** The version of a source that is not a commit: equal sources have equal ones. */
export async function versionOf(source: Directory): Promise<string> {
  return `src-${(await source.digest()).replace(/^[^:]*:/, "").slice(0, 12)}`
}

/** An override without a reason would tell nobody afterwards why. */
export function reasonOf(force: string | undefined): string | undefined {
  if (force !== undefined && !/\p{L}/u.test(force)) throw failure("FORCE_WITHOUT_REASON", { flag: "force" })
  return force?.trim()
}
