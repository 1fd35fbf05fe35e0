/** Owns the generic webhook: each event as signed JSON; any 2xx answer is a receipt. */
import { hashed, keyOf, type NotifyEvent } from "./event.js"
import { inTrouble } from "../exec/http.js"
import type { NotifyContext, Notifier } from "./notifier.js"
import { sign } from "./sign.js"

export const webhook: Notifier<"webhook"> = {
  name: "webhook",
  secret: "webhookSecret",
  gapMs: 0,

  // The id is the same each time, and the receiver is told to go by it.
  repeatable: () => true,

  async send(context, event) {
    const answer = await post(context, `evt_${hashed(keyOf(event))}`, webhookBody(event))
    return inTrouble(answer) ? answer : undefined
  },

  /** A signed ping: only who knows the secret can take it, and it says nothing to people. */
  async reachable(context) {
    const answer = await post(context, `ping_${context.now()}`, { schemaVersion: 1, type: "ping" })
    return inTrouble(answer) ? answer : { proof: `a signed ping was taken with status ${answer.status}` }
  },
}

function post({ settings, secret, call, now }: NotifyContext<"webhook">, id: string, content: object) {
  const body = JSON.stringify(content)
  const signed = sign(secret, id, Math.floor(now() / 1000), body)
  const headers = { "content-type": "application/json", ...signed }
  return call({ method: "POST", url: settings.url, headers, body }, (status) => status >= 200 && status < 300)
}

export function webhookBody(event: NotifyEvent): object {
  const { kind, ...rest } = event
  return { schemaVersion: 1, type: `release.${kind}`, key: keyOf(event), ...rest }
}
