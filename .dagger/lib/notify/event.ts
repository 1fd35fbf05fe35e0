/** Owns the model of an event: what happened to a release, and the keys by which the same event is known again. Pure. */
import { createHash } from "node:crypto"
import type { EnvironmentName, EventKind } from "../../src/names.js"
import type { Finding } from "../rollback/decision.js"

export type Urgency = "critical" | "error" | "warning" | "info"

export interface Link {
  text: string
  href: string
}

/** The release that events are about. */
export interface Subject {
  project: string
  environment: EnvironmentName
  run: string
  startedAt: string
  at: string
  release: { version: string; sha: string; image: string | null; digest: string | null }
  /** What served before; nothing on the first release ever. */
  previous: { version: string; sha: string; digest: string } | null
  links: Link[]
}

export interface NotifyEvent extends Subject {
  kind: EventKind
  /** What it is about within the run: a rule, a step, a probe. Part of every key. */
  reason: string
  urgency: Urgency
  /** One line. */
  title: string
  /** What a person should know; may be empty. */
  text: string
  findings: Finding[]
}

/** The same event of the same run has the same key, whoever builds it again: the ledger goes by it. */
export function keyOf(event: NotifyEvent): string {
  return `${incidentOf(event)}/${event.kind}`
}

/** What page and resolved have in common. */
export function incidentOf({ project, environment, run, reason }: NotifyEvent): string {
  return [project, environment, run, reason].join("/")
}

/** The same trouble in another run: an open issue is found by it. */
export function fingerprintOf({ project, environment, reason }: NotifyEvent): string {
  return hashed([project, environment, reason].join("/"))
}

/** A name of fixed length and harmless letters for a key of any. */
export function hashed(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32)
}
