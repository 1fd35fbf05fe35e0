/** Owns one WebSocket probe: connect, send one message, wait for one that fulfils the expectation. */
import type { SocketProbe } from "../config/schema.js"
import { unmet } from "./expectations.js"
import type { Facts } from "./placeholders.js"

/** What is wrong; nothing when a message fulfilled the expectation in time. */
export function askSocket(base: string, probe: SocketProbe, facts: Facts): Promise<string[]> {
  const url = new URL(probe.path, base)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    let last = "no message came"
    const finish = (end: () => void) => {
      clearTimeout(timer)
      // Closing a socket that failed to connect is an error event of its own.
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null
      socket.close()
      end()
    }
    const timer = setTimeout(
      () => finish(() => resolve([`${last} within ${probe.maxSeconds} s`])),
      probe.maxSeconds * 1000,
    )
    socket.onopen = () => socket.send(JSON.stringify(probe.websocket.send))
    socket.onmessage = ({ data }) => {
      const wrong = judge(String(data), probe, facts)
      if (wrong.length === 0) return finish(() => resolve([]))
      last = wrong.join("; ")
    }
    socket.onerror = () => finish(() => reject(new Error(`no WebSocket at ${probe.path}`)))
    socket.onclose = ({ code }) => finish(() => resolve([`closed with code ${code}; ${last}`]))
  })
}

function judge(message: string, probe: SocketProbe, facts: Facts): string[] {
  try {
    return unmet(JSON.parse(message), probe.json ?? {}, facts)
  } catch {
    return [`the message is not JSON: ${message.slice(0, 120)}`]
  }
}
