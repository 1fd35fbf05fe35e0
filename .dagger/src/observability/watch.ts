/** Owns the watch: wait for samples, look until the window is over or a critical alert fires, extend once, judge. */
import type { Bake, NamedAlert } from "../config/bake-schema.js"
import { describe } from "../errors.js"
import { type Clock, poll } from "../exec/poll.js"
import { Severity, StepStatus } from "../names.js"
import type { RuleState, Series } from "./answers.js"
import { criticalFires } from "./ours.js"
import type { Prometheus, Window } from "./prometheus.js"
import type { Origin } from "./rule-files.js"
import { type Spell, spells } from "./timeline.js"
import { type BakeVerdict, judgeBake, type Seen } from "./verdict.js"

export interface Watching {
  prometheus: Prometheus
  alerts: readonly NamedAlert[]
  bake: Bake
  origin: Origin
  clock: Clock
}

export interface Watched {
  verdict: BakeVerdict
  /** Epoch seconds. */
  from: number
  until: number
  extended: boolean
  spells: readonly Spell[]
}

/** How long the first samples may take before the window begins without them. */
function settleSeconds({ intervalSeconds }: Bake): number {
  return 10 + 5 * intervalSeconds
}

/** Until the last look: the first samples, the window, the window again, and what the looks themselves take. */
export function longestSeconds(bake: Bake): number {
  return settleSeconds(bake) + 2 * bake.durationSeconds + 30
}

export async function watch(watching: Watching): Promise<Watched> {
  const { clock } = watching
  await settle(watching)
  const from = clock.now() / 1000
  const first = await watchWindow(watching, from, from)
  const open = first.verdict.status === StepStatus.Inconclusive
  // Once more, a whole window long, and judged by that window's evidence: late samples are not held against it.
  const last = open ? await watchWindow(watching, from, clock.now() / 1000) : first
  return { ...last, from, until: clock.now() / 1000, extended: open }
}

/** The window begins when all evidence is there, or soon anyway: then its lack is what the bake finds. */
async function settle({ prometheus, alerts, bake, clock }: Watching): Promise<void> {
  const { intervalSeconds: step } = bake
  const allThere = async () => {
    const now = clock.now() / 1000
    for (const { name, evidence } of alerts)
      if (coverage(await prometheus.range(evidence, { from: now, until: now, step }), 1) < 100)
        throw new Error(`${name} has no evidence yet`)
    return true
  }
  await poll(allThere, { intervalMs: step * 1000, timeoutMs: settleSeconds(bake) * 1000, clock })
}

/** What one look at the end of a window, or at a critical alert, comes to. */
type Judged = Pick<Watched, "verdict" | "spells">

async function watchWindow(watching: Watching, since: number, from: number): Promise<Judged> {
  const { prometheus, alerts, bake, origin, clock } = watching
  const { durationSeconds, intervalSeconds: step, evidencePercent } = bake
  const judged = async (): Promise<Judged> => {
    const seen = await look(watching, since, { from, until: clock.now() / 1000, step })
    return { verdict: judgeBake(alerts, seen, { evidencePercent, origin, since }), spells: seen.spells }
  }
  const end = (from + durationSeconds) * 1000
  while (clock.now() < end) {
    await clock.sleep(Math.min(step * 1000, end - clock.now()))
    // One read that fails says nothing; the look at the end of the window must succeed.
    const states = await prometheus.rules().catch((): RuleState[] => [])
    if (!criticalFires(alerts, states, origin)) continue
    const early = await judged()
    if (early.verdict.severity === Severity.Critical) return early
  }
  return judged()
}

/** What cannot be asked has not been seen; judged, it is inconclusive, with the reason. */
async function look(watching: Watching, since: number, window: Window): Promise<Seen> {
  const { prometheus, alerts, bake, origin } = watching
  const { step } = window
  try {
    const [states, history, scrapes, targets, load, ...evidence] = await Promise.all([
      prometheus.rules(),
      prometheus.range("ALERTS", { ...window, from: since }),
      prometheus.range("up", window),
      prometheus.targets(),
      prometheus.range("k6_http_reqs_total", window),
      ...alerts.map(({ evidence }) => prometheus.range(evidence, window)),
    ])
    const steps = stepsOf(window)
    return {
      states,
      spells: spells(history, step, origin),
      evidence: Object.fromEntries(alerts.map(({ name }, index) => [name, coverage(evidence[index]!, steps)])),
      scraped: bake.scrape ? coverage(scrapes, steps) : undefined,
      problem:
        targets.map(({ lastError }) => lastError).find((error) => error !== "") ??
        (coverage(load, steps) > 0 ? undefined : "the load reports no request"),
    }
  } catch (error) {
    const problem = describe(error)
    return { states: [], spells: [], evidence: {}, scraped: bake.scrape ? 0 : undefined, problem }
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
