/** Owns telling people from within a run: events of this release, through the notifiers of its config. Never fails it. */
import type { EnvironmentName } from "../../src/names.js"
import type { Wiring } from "../notify/connect.js"
import { deliver, type Delivery } from "../notify/deliver.js"
import type { Link, NotifyEvent, Subject } from "../notify/event.js"
import { type Ledger, memoryLedger } from "../notify/ledger.js"
import { reachability, type Reachability } from "../notify/reachability.js"
import type { Context } from "../pipeline/context.js"

const CALL_MS = 10_000
const OVERALL_MS = 60_000

interface Options {
  /** The release's journal; without it, only this call remembers what it has sent. */
  ledger?: Ledger
  /** Tell nobody, as a rehearsal must: results say who would have been told. */
  hold?: boolean
}

/** Start it beside a rollback, and await it after: it takes a minute at most and never throws. */
export function notify(
  context: Context,
  events: readonly NotifyEvent[],
  { ledger = memoryLedger(), hold = false }: Options = {},
): Promise<Delivery> {
  return deliver(events, { ...wiring(context), notifiers: context.config.notify, ledger, hold })
}

/** For readiness and doctor: one dry call each; a missing secret is not reachable. */
export function notifiersReachable(context: Context): Promise<Reachability[]> {
  return reachability(context.config.notify, wiring(context))
}

/** What the events of this run are about. */
export function subjectOf(context: Context, environment: EnvironmentName, links: Link[] = []): Subject {
  const { config, request, handed, clock } = context
  const { image, previous } = handed
  return {
    project: config.project,
    environment,
    run: request.run,
    startedAt: new Date(request.since).toISOString(),
    at: new Date(clock.now()).toISOString(),
    release: {
      version: request.version,
      sha: request.sha,
      image: image ? `${image.repository}@${image.digest}` : null,
      digest: image?.digest ?? null,
    },
    previous: previous ? { version: previous.version, sha: previous.sha, digest: previous.image.digest } : null,
    links,
  }
}

function wiring(context: Context): Wiring {
  return {
    secrets: context.notifySecrets ?? {},
    clock: context.clock,
    random: () => Math.random(),
    fetch: (...request) => fetch(...request),
    callMs: CALL_MS,
    overallMs: OVERALL_MS,
  }
}
