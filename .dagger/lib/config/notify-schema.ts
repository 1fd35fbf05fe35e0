/** Owns what a user may write under notify:. */
import { z } from "zod"
import { EVENTS, type EventKind } from "../../src/names.js"

const ENDPOINT = /^https?:\/\/[^@/]+(\/[^@]*)?$/
export const address = z.string().regex(ENDPOINT, "must be an http(s) URL, without a user or password in it")

const takes = (by: readonly EventKind[], what: string) =>
  z
    .array(z.enum(EVENTS))
    .min(1)
    .default([...by])
    .describe(`Which events it is told. Default: ${what}.`)

const Slack = z.strictObject({
  kind: z.literal("slack").describe("An incoming webhook; its URL is a secret: --slack-webhook."),
  on: takes(EVENTS, "every one"),
})

const Pagerduty = z.strictObject({
  kind: z
    .literal("pagerduty")
    .describe("Events API v2: page and resolved are an alert, everything else a change event; --pagerduty-key."),
  on: takes(
    ["page", "resolved", "shipped", "rolled-back"],
    "page, resolved, and as change events shipped, rolled-back",
  ),
  endpoint: address
    .default("https://events.pagerduty.com")
    .describe("Another service region (https://events.eu.pagerduty.com), or a stand-in."),
})

const Github = z.strictObject({
  kind: z
    .literal("github")
    .describe("Deployments with statuses; issue and page open an issue, or comment on the open one; --github-token."),
  on: takes(
    EVENTS.filter((event) => event !== "page" && event !== "resolved"),
    "every one but page and resolved",
  ),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "must be owner/name, such as acme/shop"),
  label: z.string().min(1).max(50).default("shipway").describe("Marks the issues that it opens and looks among."),
  endpoint: address.default("https://api.github.com").describe("GitHub Enterprise Server: https://HOST/api/v3."),
})

const Webhook = z.strictObject({
  kind: z.literal("webhook").describe("Posts each event as JSON, signed with --webhook-secret."),
  on: takes(EVENTS, "every one"),
  url: address.describe("Where to post. Any 2xx answer is a receipt."),
})

export const NotifierConfig = z.discriminatedUnion("kind", [Slack, Pagerduty, Github, Webhook])

export type NotifierConfig = z.infer<typeof NotifierConfig>
export type NotifierName = NotifierConfig["kind"]
export type SettingsOf<K extends NotifierName> = Extract<NotifierConfig, { kind: K }>
