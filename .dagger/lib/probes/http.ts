/** Owns one HTTP probe: send, wait for the whole answer, compare. */
import type { HttpProbe } from "../config/schema.js"
import { unmet } from "./expectations.js"
import type { Facts } from "./placeholders.js"

/** What is wrong with the answer; nothing when all is well. Throws when there is no answer. */
export async function askHttp(base: string, probe: HttpProbe, facts: Facts): Promise<string[]> {
  const response = await fetch(new URL(probe.path, base), {
    method: probe.method,
    ...content(probe),
    redirect: "manual",
    signal: AbortSignal.timeout(probe.maxSeconds * 1000),
  })
  const text = await response.text()
  const wrong =
    response.status === probe.status
      ? []
      : [`status ${response.status}, expected ${probe.status}: ${text.slice(0, 200)}`]
  if (wrong.length > 0 || !probe.json) return wrong
  return unmet(parse(text), probe.json, facts)
}

function content(probe: HttpProbe): RequestInit {
  const headers = probe.headers ?? {}
  if (probe.upload) {
    const form = new FormData()
    form.set(
      probe.upload.field,
      new Blob([probe.upload.content], { type: probe.upload.contentType }),
      probe.upload.filename,
    )
    return { headers, body: form }
  }
  if (probe.body === undefined) return { headers }
  return { headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(probe.body) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`the answer is not JSON: ${text.slice(0, 120)}`)
  }
}
