/** Owns the four notifiers under test: their config, their secret, and the stand-in that answers them. */
import type { NotifierName } from "../../.dagger/lib/config/notify-schema.js"
import type { NamedNotifier } from "../../.dagger/lib/config/resolve.js"
import type { SecretName } from "../../.dagger/lib/notify/notifier.js"
import { EVENTS, type EventKind } from "../../.dagger/src/names.js"
import { fakeGithub, GITHUB_TOKEN, REPOSITORY } from "./fakes/github.js"
import { fakePagerduty, ROUTING_KEY } from "./fakes/pagerduty.js"
import { fakeSlack, SLACK_PATH } from "./fakes/slack.js"
import type { Behaviour } from "./fakes/vendor.js"
import { fakeWebhook, WEBHOOK_SECRET } from "./fakes/webhook.js"
import { subject } from "./sample.js"

export interface Subject {
  kind: NotifierName
  settings(url: string): NamedNotifier
  secretName: SecretName
  flag: string
  secret(url: string): string
  /** What must never be seen outside the request that needs it. */
  canary: string
  behaviour(): Behaviour
  /** Kinds of events that may be repeated when the answer was lost, and those that may not. */
  repeated: EventKind[]
  single: EventKind[]
  /** Whether it can tell a success from another service's success. */
  knowsSuccess: boolean
}

const on = [...EVENTS]

export const subjects: Subject[] = [
  {
    kind: "slack",
    settings: () => ({ name: "team", kind: "slack", on }),
    secretName: "slackWebhook",
    flag: "--slack-webhook",
    secret: (url) => `${url}${SLACK_PATH}`,
    canary: SLACK_PATH,
    behaviour: fakeSlack,
    repeated: [],
    single: ["page", "shipped", "issue"],
    knowsSuccess: true,
  },
  {
    kind: "pagerduty",
    settings: (url) => ({ name: "oncall", kind: "pagerduty", on, endpoint: url }),
    secretName: "pagerdutyKey",
    flag: "--pagerduty-key",
    secret: () => ROUTING_KEY,
    canary: ROUTING_KEY,
    behaviour: fakePagerduty,
    repeated: ["page"],
    single: ["shipped", "rolled-back"],
    knowsSuccess: true,
  },
  {
    kind: "github",
    settings: (url) => ({ name: "repo", kind: "github", on, repository: REPOSITORY, label: "shipway", endpoint: url }),
    secretName: "githubToken",
    flag: "--github-token",
    secret: () => GITHUB_TOKEN,
    canary: GITHUB_TOKEN,
    behaviour: () => fakeGithub(),
    repeated: ["page", "issue", "shipped", "rolled-back"],
    single: [],
    knowsSuccess: true,
  },
  {
    kind: "webhook",
    settings: (url) => ({ name: "hook", kind: "webhook", on, url: `${url}/hook` }),
    secretName: "webhookSecret",
    flag: "--webhook-secret",
    secret: () => WEBHOOK_SECRET,
    canary: WEBHOOK_SECRET,
    behaviour: () => fakeWebhook(() => Date.parse(subject.at)),
    repeated: ["page", "issue", "shipped", "rolled-back"],
    single: [],
    knowsSuccess: false,
  },
]
