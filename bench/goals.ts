/** Owns the goals, and whether the measured ratios meet them; a goal that was not measured is not met. Pure. */
import type { Results } from "./results.js"
import { keyOf } from "./samples.js"

export interface Goal {
  what: string
  limit: string
  measured: string
  verdict: "met" | "not met" | "not measured"
}

export function goalsOf({ ratios, growth, cells }: Results): Goal[] {
  const cached = growth["lint-tools-cached"]
  return [
    goal("`ci`, unchanged, against `make -j`", 1 / 10, ratios.warmVsMake),
    goal("`ci`, unchanged, against act", 1 / 15, ratios.warmVsAct),
    goal("`ci`, one line changed, against `make -j`", 0.8, ratios.oneLineVsMake),
    goal("`ci`, cold, against `make -j`", 1.25, ratios.coldVsMake),
    goal("`ci`, only README changed, less `ci` unchanged, in calls of an empty function", 1, readmeOf(cells)),
    goal("a rehearsal's own share of its time", 0.1, ratios.rehearseOverhead),
    goal("`validate`, module loaded before, against an empty module", 1.2, ratios.loadVsEmpty),
    goal("`validate`, cold, against an empty module", 1.2, ratios.coldLoadVsEmpty),
    goal("seconds for one cached step more", 0.15, cached ? cached.slope : null),
  ]
}

/** How many calls of an empty function a README-only change costs above an unchanged run. */
function readmeOf(cells: Results["cells"]): number | null {
  const median = (key: string) => cells.find((cell) => keyOf(cell) === key)?.median
  const [readme, warm, empty] = [
    "pipeline/readme/shipway",
    "pipeline/warm/shipway",
    "load/validate-warm/same-package",
  ].map(median)
  return readme === undefined || warm === undefined || empty === undefined ? null : (readme - warm) / empty
}

function goal(what: string, limit: number, measured: number | null): Goal {
  const verdict = measured === null ? "not measured" : measured <= limit ? "met" : "not met"
  return { what, limit: `≤ ${limit.toFixed(2)}`, measured: measured === null ? "–" : measured.toFixed(2), verdict }
}
