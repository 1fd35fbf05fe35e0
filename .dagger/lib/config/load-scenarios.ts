/** Owns the resolved load: the short form is one scenario; and the rule that each can reach what it needs. Pure. */
import type { Load, Scenario } from "./load-schema.js"
import type { Rule } from "./rules.js"

export interface NamedScenario extends Scenario {
  name: string
}

export interface ResolvedLoad {
  order: "together" | "in-turn"
  scenarios: NamedScenario[]
}

/** What the one scenario of the short form is called. */
export const ONLY = "load"

export function resolveLoad(load: Load): ResolvedLoad {
  if (!("scenarios" in load)) return { order: "together", scenarios: [{ ...load, name: ONLY }] }
  const { order, scenarios } = load
  return { order, scenarios: Object.entries(scenarios).map(([name, one]) => ({ ...one, name })) }
}

export const loadCanReachItsMinimum: Rule = ({ load }) => {
  if (!load) return []
  const all: [PropertyKey[], Scenario][] =
    "scenarios" in load
      ? Object.entries(load.scenarios).map(([name, one]) => [["load", "scenarios", name], one])
      : [[["load"], load]]
  return all.flatMap(
    ([
      path,
      {
        ratePerSecond,
        durationSeconds,
        thresholds: { minRequests },
      },
    ]) => {
      const offered = ratePerSecond * durationSeconds
      if (minRequests <= offered) return []
      const message = `${minRequests} requests cannot be reached: ${ratePerSecond}/s for ${durationSeconds} s offers ${offered}`
      return [{ path: [...path, "thresholds", "minRequests"], message }]
    },
  )
}
