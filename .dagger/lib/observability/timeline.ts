/** Owns when which alert was pending or firing, read from the ALERTS series that Prometheus itself writes. Pure. */
import type { Labels, Series } from "./answers.js"
import { isOurs } from "./ours.js"
import type { Origin } from "./rule-files.js"

export interface Spell {
  alert: string
  state: "pending" | "firing"
  /** Epoch seconds of the first and last evaluation that saw it so. */
  from: number
  until: number
  labels: Labels
  /** Raised over this release by this attempt; anything else was there before, or is somebody else's. */
  ours: boolean
}

/** Evaluations that are further apart than this many steps are two spells. */
const GAP_STEPS = 1.5

export function spells(history: readonly Series[], step: number, origin: Origin): Spell[] {
  return history
    .flatMap(({ labels, points }) => {
      const { alertname = "", alertstate, ...rest } = labels
      if (alertstate !== "pending" && alertstate !== "firing") return []
      return runs(points, step).map(([from, until]): Spell => ({
        alert: alertname,
        state: alertstate,
        from,
        until,
        labels: rest,
        ours: isOurs(rest, origin),
      }))
    })
    .toSorted((a, b) => a.from - b.from)
}

function runs(points: Series["points"], step: number): [number, number][] {
  return points.reduce<[number, number][]>((found, [at]) => {
    const last = found.at(-1)
    if (last && at - last[1] <= step * GAP_STEPS) last[1] = at
    else found.push([at, at])
    return found
  }, [])
}
