/** Owns what a way of running the sample is to the benchmark. */
import type { Work } from "../samples.js"

export const WAYS = ["shipway", "script", "make", "act", "compose"] as const
export type WayName = (typeof WAYS)[number]

export const WAY_TITLES: Record<WayName, string> = {
  shipway: "Shipway `ci`",
  script: "shell script",
  make: "`make -j`",
  act: "act",
  compose: "docker compose",
}

export interface Way {
  name: WayName
  /** Its copy of the repository. */
  repository: string
  /** Throws away every cache, so that the next run is a cold one. */
  chill(): Promise<void>
  /** Brings environments and caches to what a run of the unchanged source leaves. */
  settle(): Promise<void>
  /** The measured part: seconds. */
  run(): Promise<number>
  /** What the run did, by what it left. */
  work(): Work
  /** After the clock was stopped. */
  close(): Promise<void>
}
