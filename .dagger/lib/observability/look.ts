/** Owns one look at Prometheus: all that a verdict needs to know at that moment. */
import type { Bake, NamedAlert } from "../config/bake-schema.js"
import { describe } from "../errors.js"
import type { Clock } from "../exec/poll.js"
import type { Series } from "./answers.js"
import type { Prometheus, Window } from "./prometheus.js"
import type { Origin } from "./rule-files.js"
import { spells } from "./timeline.js"
import type { Seen } from "./verdict.js"

export interface Watching {
  prometheus: Prometheus
  alerts: readonly NamedAlert[]
  bake: Bake
  origin: Origin
  clock: Clock
  /** When Prometheus began, in epoch seconds: what it saw before the window is evidence, too. */
  begun: number
}

const NOTHING_SEEN = { states: [], spells: [], evidence: {}, measured: [] }

/** What cannot be asked has not been seen; judged, it is inconclusive, with the reason. */
export async function look(watching: Watching, begun: number, window: Window): Promise<Seen> {
  const { prometheus, alerts, bake, origin } = watching
  const { step } = window
  const whole = { ...window, from: begun }
  try {
    const [states, history, scrapes, everScraped, targets, load, evidence, ever] = await Promise.all([
      prometheus.rules(),
      prometheus.range("ALERTS", whole),
      prometheus.range("up", window),
      prometheus.range("up", whole),
      prometheus.targets(),
      prometheus.range("k6_http_reqs_total", window),
      Promise.all(alerts.map(({ evidence }) => prometheus.range(evidence, window))),
      Promise.all(alerts.map(({ evidence }) => prometheus.range(evidence, whole))),
    ])
    const steps = stepsOf(window)
    const readable = !bake.scrape || coverage(everScraped, steps) > 0
    return {
      states,
      spells: spells(history, step, origin),
      evidence: Object.fromEntries(alerts.map(({ name }, index) => [name, coverage(evidence[index]!, steps)])),
      measured: alerts.map(({ name }) => name).filter((_, index) => readable && coverage(ever[index]!, steps) > 0),
      scraped: bake.scrape ? coverage(scrapes, steps) : undefined,
      problem:
        targets.map(({ lastError }) => lastError).find((error) => error !== "") ??
        (coverage(load, steps) > 0 ? undefined : "the load reports no request"),
    }
  } catch (error) {
    return { ...NOTHING_SEEN, scraped: bake.scrape ? 0 : undefined, problem: describe(error) }
  }
}

/** The share of steps at which any series is above 0, in percent. */
export function coverage(series: readonly Series[], steps: number): number {
  const covered = new Set(series.flatMap(({ points }) => points.filter(([, value]) => value > 0).map(([at]) => at)))
  return Math.min(100, (covered.size / steps) * 100)
}

function stepsOf({ from, until, step }: Window): number {
  return Math.floor((until - from) / step) + 1
}
