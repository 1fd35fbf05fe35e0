/** Owns how a command in a container can end. Pure, so that a verdict over it needs no engine. */
import type { Late } from "./deadline.js"

/** The exit code of run.sh when the command under `before` failed. */
export const BEFORE_FAILED = 125

/** An exit code of any kind is an end of its own. */
export interface ToolEnd {
  exitCode: number
  stdout: string
  stderr: string
  /** When the container itself says it started and ended; a cached result keeps its own times. */
  startedAt: number
  durationMs: number
  cached: boolean
  /** Set when its time was up before it was done. */
  late?: Late | undefined
}

/** The command never ended by itself: out of memory, a signal, an engine that went away. */
export interface ToolDeath {
  died: string
}

export function isDeath(run: object): run is ToolDeath {
  return "died" in run
}
