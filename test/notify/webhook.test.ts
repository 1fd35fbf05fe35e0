/** Shows that the documented way to verify a webhook accepts ours and nothing else: the snippet itself is run. */
import { readFileSync } from "node:fs"
import type { IncomingHttpHeaders } from "node:http"
import { describe, expect, it } from "vitest"
import { sign } from "../../.dagger/lib/notify/sign.js"
import { WEBHOOK_SECRET } from "./fakes/webhook.js"
import { hidden, rig } from "./rig.js"
import { events, subject } from "./sample.js"
import { subjects } from "./subjects.js"

type Verify = (secret: string, headers: IncomingHttpHeaders, body: string, nowSeconds?: number) => boolean

const [, snippet] = /```js\n([^]*?)```/.exec(readFileSync("docs/notifications.md", "utf8"))!
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(snippet!)}`)) as { verify: Verify }
const now = Date.parse(subject.at) / 1000
const webhook = subjects.find(({ kind }) => kind === "webhook")!

async function received(secret = WEBHOOK_SECRET) {
  const behaviour = { answer: () => ({ status: 200, body: "" }), effects: () => [] }
  const r = await rig(webhook, { behaviour, secrets: { webhookSecret: hidden(secret) } })
  await r.deliver([events.page])
  return r.vendor.heard[0]!
}

describe("the documented verification", () => {
  it.each([WEBHOOK_SECRET, "whsec_Y2FuYXJ5IGJ5dGVzIGNhbmFyeQ=="])("takes what was signed with %s", async (secret) => {
    const { headers, body } = await received(secret)

    expect(verify(secret, headers, body, now)).toBe(true)
  })

  it.each([
    ["another body", { body: "{}" }],
    ["another id", { headers: { "webhook-id": "evt_0" } }],
    ["another time", { headers: { "webhook-timestamp": String(now + 1) } }],
    ["no signature", { headers: { "webhook-signature": undefined } }],
    ["no time", { headers: { "webhook-timestamp": undefined } }],
    ["another secret", { secret: "another" }],
    ["an old message", { at: now + 301 }],
  ])("refuses %s", async (_, { secret = WEBHOOK_SECRET, headers = {}, body, at = now }: Changed) => {
    const genuine = await received()

    expect(verify(secret, { ...genuine.headers, ...headers }, body ?? genuine.body, at)).toBe(false)
  })
})

interface Changed {
  secret?: string
  headers?: IncomingHttpHeaders
  body?: string
  at?: number
}

it("signs as Standard Webhooks' own example does", () => {
  expect(
    sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')[
      "webhook-signature"
    ],
  ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
})

it("says in its body what happened, to whom, and by which key", async () => {
  const { headers, body } = await received()

  expect(JSON.parse(body)).toMatchObject({
    schemaVersion: 1,
    type: "release.page",
    key: "shop/production/run-7/critical-rolls-back/page",
    urgency: "critical",
    release: { version: "1.4.0" },
    previous: { version: "1.3.0" },
  })
  expect(headers["webhook-id"]).toMatch(/^evt_[0-9a-f]{32}$/)
})
