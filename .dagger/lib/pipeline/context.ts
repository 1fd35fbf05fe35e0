/** Owns what the steps of one run share: the request, and what earlier steps handed on. */
import type { Container, Directory, Secret, Socket } from "@dagger.io/dagger"
import type { ResolvedConfig } from "../config/resolve.js"
import type { Clock } from "../exec/poll.js"
import type { Reach } from "../exec/reach.js"
import type { EnvironmentName } from "../../src/names.js"
import type { State } from "../journal/journal.js"
import type { PassedSecrets } from "../targets/secrets.js"
import type { NotifySecrets } from "../notify/connect.js"
import type { Decision, MigrationVerdict } from "../rollback/decision.js"
import type { Deployment, Image, Target, WayBack } from "../targets/target.js"

export interface Request {
  /** The release's id. */
  run: string
  /** One value per call: it keeps every side-effecting exec and service out of the caches. */
  attempt: string
  /** When the run began, in epoch milliseconds. */
  since: number
  /** What the image is tagged with and the service is told it is. */
  version: string
  sha: string
  /** Text that makes lint and tests run anew. */
  rerun: string | undefined
  fault: { name: string; at: EnvironmentName; variables: Record<string, string> } | undefined
  /** The source of the release before, for a rehearsal that is told. */
  previous: Directory | undefined
  /** Why a refusal is to be passed over, in the words of who decided so. */
  force: string | undefined
  /** Who lets the release go on to production. */
  approvedBy: string | undefined
  /** Which records belong together: those of all real releases, or of one rehearsal alone. */
  scope: string
}

/** What earlier steps handed on; filled in the order of the step table. */
export interface Handed {
  built?: Container
  image?: Image
  deployments: Partial<Record<EnvironmentName, Deployment>>
  /** What a platform had to say on the way, for the step's artefacts. */
  evidence?: Partial<Record<EnvironmentName, Directory>>
  /** What production served before this release: where a rollback goes. Null where it was looked, and served nothing. */
  previous?: Deployment | null
  /** Found by `readiness`, asked by `decide`. */
  wayBack?: WayBack
  migrations?: MigrationVerdict
  decision?: Decision
  /** When an earlier attempt began to decide, in epoch milliseconds: its fix window is this one's. */
  decidingSince?: number
}

export interface Context {
  config: ResolvedConfig
  source: Directory
  request: Request
  clock: Clock
  reach: Reach
  /** For image.repository and image.username. */
  registryPassword?: Secret | undefined
  /** For the platforms: their credentials, and the secrets that environments name. */
  secrets: PassedSecrets
  /** The socket of a Docker on the caller's machine, for environments on compose. */
  dockerSocket?: Socket | undefined
  /** How the platforms are spoken to. */
  fetch: typeof fetch
  /** The adapter of an environment's platform. */
  target(environment: EnvironmentName): Target
  /** Where the journal of releases lives, and what must not be deployed again. */
  state: State
  /** As they were passed; read at the moment of sending. */
  notifySecrets?: NotifySecrets
  /** Shown as it happens. */
  announce(line: string): void
  handed: Handed
}

/** A step reads what an earlier one handed on; the plan's `needs` make sure it is there. */
export function handedOn<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`bug: ${what} is not there yet; the step table lacks a need`)
  return value
}
