/** Owns the map of notifiers. */
import type { NotifierName } from "../config/notify-schema.js"
import { github } from "./github.js"
import type { Notifier } from "./notifier.js"
import { pagerduty } from "./pagerduty.js"
import { slack } from "./slack.js"
import { webhook } from "./webhook.js"

export const notifiers = { slack, pagerduty, github, webhook } as const satisfies {
  [K in NotifierName]: Notifier<K>
}

/** The adapter of a kind; its own settings and no other's are handed to it (see connect). */
export function notifierOf(kind: NotifierName): Notifier {
  return notifiers[kind] as unknown as Notifier
}
