/** Owns the rules over the bake: a gate that could not fail in time, or has nothing to look at, is none. Pure. */
import type { Issue, Rule } from "./rules.js"

/** Fewer samples than this say little about a trend, and leave no room for a scrape that is late. */
const MIN_SAMPLES = 10

const belongTogether: Rule = ({ alerts = {}, bake }) => {
  const declared = Object.keys(alerts).length > 0
  if (bake && !declared) return [at(["bake"], "needs alerts: to watch; a bake over nothing is no gate")]
  if (!bake && declared) return [at(["alerts"], "nothing watches them: declare bake: as well")]
  return []
}

const loadHasEndpoints: Rule = ({ bake, load }) =>
  bake && !bake.load.endpoints && !load
    ? [
        at(
          ["bake"],
          "needs load.endpoints: here, or a load: whose endpoints it takes; without traffic nothing is judged",
        ),
      ]
    : []

const windowHoldsSamples: Rule = ({ bake }) => {
  if (!bake) return []
  const { intervalSeconds: interval } = bake
  return bake.durationSeconds < MIN_SAMPLES * interval
    ? [
        at(
          ["bake", "durationSeconds"],
          `${bake.durationSeconds} s hold fewer than ${MIN_SAMPLES} scrapes at one per ${interval} s; make it at least ${MIN_SAMPLES * interval}`,
        ),
      ]
    : []
}

/** Scraped, evaluated, held for its time: all of it in half the window, or a bad release would outlast the watch. */
const rulesFireInTime: Rule = ({ alerts = {}, bake }) => {
  if (!bake) return []
  const { intervalSeconds: interval } = bake
  const longest = Math.floor(bake.durationSeconds / 2) - 2 * interval
  return Object.entries(alerts)
    .filter(([, { forSeconds }]) => forSeconds > 0 && forSeconds > longest)
    .map(([name, { forSeconds }]) =>
      at(
        ["alerts", name, "forSeconds"],
        `${forSeconds} s plus scrape and evaluation (${interval} s each) do not fit into half of a bake of ${bake.durationSeconds} s; make it at most ${Math.max(0, longest)}, or the bake longer`,
      ),
    )
}

export const bakeRules: Rule[] = [belongTogether, loadHasEndpoints, windowHoldsSamples, rulesFireInTime]

function at(path: PropertyKey[], message: string): Issue {
  return { path, message }
}
