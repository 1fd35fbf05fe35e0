/** Owns a receiver of signed webhooks that does what docs/notifications.md asks of it: verify, then go by the id. */
import { createHmac, timingSafeEqual } from "node:crypto"
import type { Behaviour } from "./vendor.js"

export const WEBHOOK_SECRET = "canaryWEBHOOKcanaryWEBHOOK"

export function fakeWebhook(now: () => number): Behaviour {
  const received = new Map<string, string>()
  return {
    effects: () => [...received.values()],
    answer({ headers, body }) {
      const [id, time] = [String(headers["webhook-id"]), String(headers["webhook-timestamp"])]
      const mac = createHmac("sha256", WEBHOOK_SECRET).update(`${id}.${time}.${body}`).digest()
      const given = Buffer.from(String(headers["webhook-signature"]).replace(/^v1,/, ""), "base64")
      const fresh = Math.abs(now() / 1000 - Number(time)) < 300
      if (given.length !== mac.length || !timingSafeEqual(given, mac) || !fresh)
        return { status: 401, body: "who are you" }
      const { type } = JSON.parse(body) as { type: string }
      if (type !== "ping") received.set(id, type)
      return { status: 204, body: "" }
    },
  }
}
