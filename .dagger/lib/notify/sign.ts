/** Owns the signature of a webhook, as Standard Webhooks v1 writes it: HMAC-SHA256 over id, time and body. Pure. */
import { createHmac } from "node:crypto"

export interface Signed {
  "webhook-id": string
  "webhook-timestamp": string
  "webhook-signature": string
}

/** With the time inside the signature, an old message cannot be played again as a new one. */
export function sign(secret: string, id: string, seconds: number, body: string): Signed {
  const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${seconds}.${body}`).digest("base64")
  return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": `v1,${mac}` }
}

/** The standard's own form of a secret is Base64 behind a prefix; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret)
}
