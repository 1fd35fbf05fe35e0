/** Owns the interface of a notifier: the adapter for one way of telling people. */
import type { NotifierName, SettingsOf } from "../config/notify-schema.js"
import type { Trouble } from "../exec/http.js"
import type { Call } from "../exec/call.js"
import type { NotifyEvent } from "./event.js"

/** The flags that carry a notifier's secret. */
export type SecretName = "slackWebhook" | "pagerdutyKey" | "githubToken" | "webhookSecret"

export interface NotifyContext<K extends NotifierName = NotifierName> {
  settings: SettingsOf<K>
  /** The plaintext; for the header or body that needs it, and nothing else. */
  secret: string
  call: Call
  now: () => number
  /** Waits between two changes within one message, where the vendor wants that. */
  pause: () => Promise<void>
}

export type GithubContext = NotifyContext<"github">

/** What a dry call has shown. */
export interface Proof {
  proof: string
}

export interface Notifier<K extends NotifierName = NotifierName> {
  name: K
  secret: SecretName
  /** The least time between two changes that the vendor asks for. */
  gapMs: number
  /** Whether sending it again does no harm when the first answer was lost. */
  repeatable(event: NotifyEvent): boolean
  /** Nothing when it arrived. */
  send(context: NotifyContext<K>, event: NotifyEvent): Promise<Trouble | undefined>
  /** Asks without sending anything to a person. What is unknown is trouble. */
  reachable(context: NotifyContext<K>): Promise<Proof | Trouble>
}
