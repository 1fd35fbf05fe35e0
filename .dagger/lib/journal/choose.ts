/** Owns which journal a call writes to: real releases the declared one, rehearsals always the engine's. */
import type { File } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import { failure } from "../errors.js"
import type { Clock } from "../exec/poll.js"
import type { Hidden } from "../exec/secret.js"
import type { State } from "./journal.js"
import { volumeArtefacts, volumeState } from "./volume.js"

export interface Means {
  /** Whether the call is about real releases. */
  real: boolean
  file: File | undefined
  githubToken: Hidden | undefined
  fetch: typeof fetch
  clock: Clock
  announce: (line: string) => void
}

/** Nothing is read before it is needed; a missing file is told by whoever wants to use it. */
export async function stateOf({ project, journal }: ResolvedConfig, means: Means): Promise<State> {
  const { real, file, githubToken, ...rest } = means
  const engine = volumeState({ project, ...rest })
  if (!real || journal.kind === "engine") return engine
  if (journal.kind === "github") {
    const { githubState } = await import("./github/index.js")
    return githubState({ ...rest, ...journal, project, token: githubToken, artefacts: volumeArtefacts(project) })
  }
  const { fileState } = await import("./file/index.js")
  const missing = failure("JOURNAL_FILE_MISSING", { command: "scripts/ship --journal FILE release …" })
  return fileState(engine, { ...rest, text: () => file?.contents() ?? Promise.reject(missing) })
}
