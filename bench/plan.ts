/** Owns the order of the measurements: one round after the other, and in each the ways take turns at being first. Pure. */
import { type Cell, keyOf, type Sample } from "./samples.js"

export interface Turn extends Cell {
  /** From 1. */
  round: number
}

/** In round r the list begins with its r-th cell of each scenario, so that no way is always first, or always after the same. */
export function turnsOf(cells: readonly Cell[], rounds: number): Turn[] {
  const scenarios = [...new Set(cells.map(({ group, scenario }) => `${group}/${scenario}`))]
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
    scenarios.flatMap((name) => {
      const ways = cells.filter(({ group, scenario }) => `${group}/${scenario}` === name)
      const from = (round - 1) % ways.length
      return [...ways.slice(from), ...ways.slice(0, from)].map((cell) => ({ ...cell, round }))
    }),
  )
}

/** What is still to be measured, after what an earlier run left. */
export function remaining(turns: readonly Turn[], samples: readonly Sample[]): Turn[] {
  const taken = new Set(samples.map((sample) => `${keyOf(sample)}/${sample.round}`))
  return turns.filter((turn) => !taken.has(`${keyOf(turn)}/${turn.round}`))
}
