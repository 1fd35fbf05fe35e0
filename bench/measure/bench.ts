/** Owns what a group of measurements is to the benchmark. */
import type { Turn } from "../plan.js"
import type { Cell, Sample } from "../samples.js"

export type Taken = Pick<Sample, "seconds" | "work" | "parts">

export interface Bench {
  cells: Cell[]
  measure(turn: Turn): Promise<Taken>
}

/** A text that no earlier measurement used: what is to run anew must not be found in a cache. */
export const nonce = () => `bench ${crypto.randomUUID()}`
