/** Owns PagerDuty, Events API v2: page and resolved open and close an alert, everything else is a change event. */
import { clip, oneLine } from "./clip.js"
import { hashed, incidentOf, type NotifyEvent } from "./event.js"
import { inTrouble, refused } from "../exec/http.js"
import type { NotifyContext, Notifier } from "./notifier.js"

const LIMITS = { summary: 1024, source: 255, key: 255, text: 4000, findings: 20, finding: 500, links: 10 }
const KEY_LENGTH = 32

export const pagerduty: Notifier<"pagerduty"> = {
  name: "pagerduty",
  secret: "pagerdutyKey",
  gapMs: 0,

  // The dedup key makes a second trigger or resolve the same alert; a change event has none, and is sent at most once.
  repeatable: ({ kind }) => kind === "page" || kind === "resolved",

  async send(context, event) {
    const { secret } = context
    const change = !this.repeatable(event)
    const body = change ? changeEvent(event) : alertEvent(event)
    const answer = await post(
      context,
      change ? "/v2/change/enqueue" : "/v2/enqueue",
      { routing_key: secret, ...body },
      202,
    )
    if (inTrouble(answer)) return answer
    return said(answer.text, "success") ? undefined : refused(`it answered 202 with ${answer.text.slice(0, 120)}`)
  },

  /** An event without anything in it is refused as invalid, and reaches nobody. */
  async reachable(context) {
    const { length } = context.secret
    if (length !== KEY_LENGTH) return refused(`the key has ${length} characters; a routing key has ${KEY_LENGTH}`)
    const answer = await post(context, "/v2/enqueue", {}, 400)
    if (inTrouble(answer)) return answer
    return said(answer.text, "invalid event")
      ? { proof: "the Events API answers; whether the key is alive, only an event would tell" }
      : refused(`an unknown answer to an empty event: ${answer.text.slice(0, 80)}`)
  },
}

function post({ settings, call }: NotifyContext<"pagerduty">, path: string, body: object, expected: number) {
  const headers = { "content-type": "application/json" }
  const url = `${settings.endpoint.replace(/\/$/, "")}${path}`
  return call({ method: "POST", url, headers, body: JSON.stringify(body) }, (status) => status === expected)
}

function said(text: string, status: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === status
  } catch {
    return false
  }
}

export function alertEvent(event: NotifyEvent): object {
  const known = { dedup_key: dedupKey(event), client: "Shipway" }
  if (event.kind === "resolved") return { ...known, event_action: "resolve" }
  const { project, environment, urgency, reason } = event
  return {
    ...known,
    event_action: "trigger",
    payload: {
      ...payload(event),
      severity: urgency,
      component: clip(project, LIMITS.source),
      group: environment,
      class: clip(reason, LIMITS.source),
    },
    links: links(event),
  }
}

export function changeEvent(event: NotifyEvent): object {
  return { payload: payload(event), links: links(event) }
}

/** Stable over every try and every resume, so that one trouble is one alert. */
export function dedupKey(event: NotifyEvent): string {
  const key = incidentOf(event)
  return key.length <= LIMITS.key ? key : `${clip(key, LIMITS.key - 33)}#${hashed(key)}`.slice(-LIMITS.key)
}

function payload(event: NotifyEvent): object {
  const { project, environment, run, release, previous } = event
  return {
    summary: clip(oneLine(event.title), LIMITS.summary),
    source: clip(`${project}/${environment}`, LIMITS.source),
    timestamp: event.at,
    custom_details: {
      event: event.kind,
      run,
      version: release.version,
      digest: release.digest,
      previous: previous?.version ?? null,
      details: clip(event.text, LIMITS.text),
      findings: event.findings
        .slice(0, LIMITS.findings)
        .map(({ source, severity, summary }) => clip(oneLine(`${severity}: ${source}: ${summary}`), LIMITS.finding)),
    },
  }
}

function links(event: NotifyEvent): object[] {
  return event.links.filter(({ href }) => /^https?:/.test(href)).slice(0, LIMITS.links)
}
