/** Owns the watch: wait for samples, look until the window is over or a critical alert fires, extend once, judge. */
import type { Bake } from "../config/bake-schema.js"
import { poll } from "../exec/poll.js"
import { Severity, StepStatus } from "../../src/names.js"
import type { RuleState } from "./answers.js"
import { coverage, look, type Watching } from "./look.js"
import { criticalFires } from "./ours.js"
import type { Spell } from "./timeline.js"
import { type BakeVerdict, judgeBake } from "./verdict.js"

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
  const { begun, clock } = watching
  await settle(watching)
  const from = clock.now() / 1000
  const first = await watchWindow(watching, { begun, since: from, from })
  const open = first.verdict.status === StepStatus.Inconclusive
  // Once more, a whole window long, and judged by that window's evidence: late samples are not held against it.
  const last = open ? await watchWindow(watching, { begun, since: from, from: clock.now() / 1000 }) : first
  return { ...last, from, until: clock.now() / 1000, extended: open }
}

/** The window begins when all evidence is there, or soon anyway: then its lack is what the bake finds. */
async function settle({ prometheus, alerts, bake, origin, clock }: Watching): Promise<void> {
  const { intervalSeconds: step } = bake
  const allThere = async () => {
    if (criticalFires(alerts, await prometheus.rules(), origin)) return true
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

/** Epoch seconds: when Prometheus was first asked, when the first window began, and when this one did. */
interface Times {
  begun: number
  since: number
  from: number
}

async function watchWindow(watching: Watching, times: Times): Promise<Judged> {
  const { prometheus, alerts, bake, origin, clock } = watching
  const { durationSeconds, intervalSeconds: step, evidencePercent } = bake
  const judged = async (): Promise<Judged> => {
    const seen = await look(watching, times.begun, { from: times.from, until: clock.now() / 1000, step })
    return { verdict: judgeBake(alerts, seen, { evidencePercent, origin, since: times.since }), spells: seen.spells }
  }
  const end = (times.from + durationSeconds) * 1000
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
