/** Owns a stand-in for PagerDuty's Events API v2: alerts by their dedup key, change events in a list. */
import type { Behaviour, Reply } from "./vendor.js"

export const ROUTING_KEY = "canaryPAGERDUTYcanaryPAGERDUTY01"

interface Event {
  routing_key?: string
  event_action?: string
  dedup_key?: string
  payload?: { summary?: string; source?: string; severity?: string }
}

export function fakePagerduty(): Behaviour {
  const alerts = new Map<string, string>()
  const changes: string[] = []
  return {
    effects: () => [...[...alerts].map(([key, state]) => `${state} ${key}`), ...changes],
    answer({ path, body }) {
      const event = JSON.parse(body) as Event
      if (event.routing_key !== ROUTING_KEY) return invalid("'routing_key' is missing or blank")
      if (path === "/v2/change/enqueue") {
        if (!described(event)) return invalid("payload")
        changes.push(`change ${event.payload!.summary}`)
        return taken("Change event processed")
      }
      if (path !== "/v2/enqueue") return { status: 404, body: "not found" }
      if (!event.dedup_key || event.dedup_key.length > 255) return invalid("dedup_key")
      if (event.event_action === "resolve") {
        if (alerts.has(event.dedup_key)) alerts.set(event.dedup_key, "resolved")
        return taken("Event processed")
      }
      const severe = ["critical", "error", "warning", "info"].includes(event.payload?.severity ?? "")
      if (event.event_action !== "trigger" || !severe || !described(event)) return invalid("payload")
      alerts.set(event.dedup_key, "triggered")
      return taken("Event processed")
    },
  }
}

function described({ payload }: Event): boolean {
  return Boolean(payload?.summary && payload.summary.length <= 1024 && payload.source)
}

function taken(message: string): Reply {
  return { status: 202, body: JSON.stringify({ status: "success", message }) }
}

function invalid(error: string): Reply {
  return {
    status: 400,
    body: JSON.stringify({ status: "invalid event", message: "Event object is invalid", errors: [error] }),
  }
}
