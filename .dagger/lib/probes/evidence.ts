/** Owns what the report shows of a probe: what it asked, what it expected with all placeholders filled, how long it took. Pure. */
import type { NamedProbe } from "../config/resolve.js"
import { clipped } from "../report/clip.js"
import type { ProbeRounds } from "../report/evidence.js"
import { type Facts, fill } from "./placeholders.js"

const TEXT = 300

/** Neither headers nor bodies: they may hold what is nobody's business. */
export function roundsOf(probe: NamedProbe, facts: Facts, rounds: readonly number[]): ProbeRounds {
  const socket = "websocket" in probe
  return {
    name: probe.name,
    severity: probe.severity,
    asks: clipped(`${socket ? "WebSocket" : probe.method} ${probe.path}`, TEXT),
    expects: [...(socket ? ["a message"] : [`status ${probe.status}`]), ...answersOf(probe, facts)],
    maxSeconds: probe.maxSeconds,
    seconds: rounds.map((ms) => ms / 1000),
    times: probe.times,
  }
}

function answersOf({ json = {} }: NamedProbe, facts: Facts): string[] {
  return Object.entries(json).map(([path, expected]) => {
    if (typeof expected === "object") return clipped(`${path} matches ${fill(expected.matches, facts)}`, TEXT)
    return clipped(`${path} is ${typeof expected === "string" ? fill(expected, facts) : expected}`, TEXT)
  })
}
