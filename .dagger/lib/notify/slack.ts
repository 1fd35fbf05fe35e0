/** Owns Slack: one message of blocks to an incoming webhook, whose URL is the secret. */
import type { Finding } from "../rollback/decision.js"
import { clip, oneLine } from "./clip.js"
import type { NotifyEvent, Urgency } from "./event.js"
import { inTrouble, refused } from "../exec/http.js"
import type { NotifyContext, Notifier } from "./notifier.js"

/** Slack's limits, in characters; blocks 50 are far away. */
const LIMITS = { header: 150, section: 3000, field: 2000, context: 2000, button: 75, url: 3000, text: 3000 }
const MAX_FINDINGS = 20
const MAX_BUTTONS = 5

const marks: Record<Urgency, string> = { critical: "🔴", error: "🟠", warning: "🟡", info: "🟢" }

export const slack: Notifier<"slack"> = {
  name: "slack",
  secret: "slackWebhook",
  gapMs: 1000,

  // There is no key by which Slack would know a message again: at most once.
  repeatable: () => false,

  async send(context, event) {
    const answer = await post(context, slackMessage(event), (status) => status === 200)
    if (inTrouble(answer)) return answer
    return answer.text.trim() === "ok" ? undefined : refused(`it answered 200 with ${answer.text.trim().slice(0, 80)}`)
  },

  /** A message without a text is refused by name, and by nobody but a living webhook. */
  async reachable(context) {
    const answer = await post(context, {}, (status) => status === 400)
    if (inTrouble(answer)) return answer
    const word = answer.text.trim()
    return REFUSALS.includes(word)
      ? { proof: `the webhook answers (${word}); nothing was posted` }
      : refused(`an unknown answer to an empty message: ${word.slice(0, 80)}`)
  },
}

const REFUSALS = ["no_text", "invalid_payload", "missing_text_or_fallback_or_attachments"]

function post({ secret, call }: NotifyContext<"slack">, message: object, accepted: (status: number) => boolean) {
  const headers = { "content-type": "application/json" }
  return call({ method: "POST", url: secret, headers, body: JSON.stringify(message) }, accepted)
}

export function slackMessage(event: NotifyEvent): object {
  const title = `${marks[event.urgency]} ${oneLine(event.title)}`
  return {
    text: clip(title, LIMITS.text, escape),
    blocks: [
      { type: "header", text: { type: "plain_text", emoji: false, text: clip(title, LIMITS.header, escape) } },
      { type: "section", fields: facts(event).map(([name, value]) => mrkdwn(`*${name}*\n${value}`)) },
      ...(event.text.trim() ? [section(clip(event.text.trim(), LIMITS.section, escape))] : []),
      ...findings(event.findings),
      ...buttons(event),
      { type: "context", elements: [mrkdwn(clip(`run ${event.run}, ${event.at}`, LIMITS.context, escape))] },
    ],
  }
}

function facts({ environment, release, previous }: NotifyEvent): [string, string][] {
  const value = (text: string) => clip(oneLine(text) || "–", LIMITS.field - 20, escape)
  return [
    ["Environment", value(environment)],
    ["Version", value(release.version)],
    ["Digest", value(release.digest ?? "none")],
    ["Before", value(previous?.version ?? "none")],
  ]
}

function findings(all: readonly Finding[]): object[] {
  const lines = all
    .slice(0, MAX_FINDINGS)
    .map(({ source, severity, summary }) => oneLine(`• ${severity}: ${source}: ${summary}`))
  const left = all.length - lines.length
  return lines.length > 0
    ? [section(clip([...lines, ...(left > 0 ? [`and ${left} more`] : [])].join("\n"), LIMITS.section, escape))]
    : []
}

function buttons({ links }: NotifyEvent): object[] {
  const elements = links
    .filter(({ href }) => /^https?:/.test(href) && href.length <= LIMITS.url)
    .slice(0, MAX_BUTTONS)
    .map(({ text, href }) => ({
      type: "button",
      text: { type: "plain_text", emoji: false, text: clip(oneLine(text) || "Open", LIMITS.button, escape) },
      url: href,
    }))
  return elements.length > 0 ? [{ type: "actions", elements }] : []
}

function section(text: string): object {
  return { type: "section", text: mrkdwn(text) }
}

function mrkdwn(text: string): object {
  return { type: "mrkdwn", text }
}

/** Slack's three control characters: with them raw, a test's name could call @channel or forge a link. */
function escape(character: string): string {
  return { "&": "&amp;", "<": "&lt;", ">": "&gt;" }[character] ?? character
}
