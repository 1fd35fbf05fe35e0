/** Owns what the conformance suite has to be told of a target: how to start its platform, and which guards it has. */
import type { Clock } from "../../../.dagger/lib/exec/poll.js"
import type { Context } from "../../../.dagger/lib/pipeline/context.js"
import type { Target } from "../../../.dagger/lib/targets/target.js"

/** What becomes of the next deployment. stuck: it never gets live. */
export type Fate = "live" | "slow" | "stuck" | "failed" | "unknown" | "superseded" | "wrong image"

/** 429 and 500 were not made; 502, a hang and a reset were made, and their answer was lost. */
export const FAULTS = ["429", "500", "502 with HTML", "hang", "reset mid-body"] as const
export type Fault = (typeof FAULTS)[number]

/** Where an attempt dies: at its n-th change, before or after that was made. */
export interface Crash {
  at: number
  after: boolean
}

/**
 * One platform with one empty service, and the switches of its stand-in. Where it is a real one, what cannot be switched
 * throws, and the cases that need it are named under the subject's `cannot`.
 */
export interface Platform {
  /** environments.production of the config. */
  environment: object
  /** Passes only by sleeping, where no time may be lost. */
  clock: Clock
  /** How one process reaches the platform: `fetch` for an HTTP API, and for a token its canary. */
  attempt(crash: Crash | undefined): { parts: Partial<Context>; crashed: () => boolean }
  next(fate: Fate): void
  /** So many reads or changes fail so, after so many that do not. */
  fail(what: "reads" | "changes", fault: Fault, times: number, after?: number): void
  /** What a 429 asks for. */
  retryAfter(seconds: number): void
  /** The next so many reads answer as they did before. */
  stale(reads: number): void
  /** refuse: every way back is answered with an error, a new deployment of the earlier image included. lie: says that all is well, and serves on what it did. */
  rollbacks(how: "refuse" | "lie"): void
  /** How many changes it was asked for, whatever became of them. */
  changes(): number
  /** How many deployments were begun: rollbacks do not count. */
  deployments(): number
  /** The digest that requests reach. */
  serves(): string | undefined
  /** The variables of what serves. */
  variables(): Record<string, string>
  close(): Promise<void>
}

/**
 * A guard is a property of an object in the source that can be replaced: a small pure function, or a number. With it
 * off, exactly the named cases turn red; a guard whose loss nobody notices is not shown to be needed.
 */
export interface Mutation {
  name: string
  /** Replaces the guard, and returns how to put it back. */
  off: () => () => void
  reds: readonly string[]
}

export interface Subject {
  target: Target
  start: () => Promise<Platform>
  /** How often one read is tried before it counts as failed. */
  triesPerRead: number
  /** Cases that this platform cannot be brought into, each with the reason. */
  cannot?: Record<string, string>
  mutations: readonly Mutation[]
}

/** For `off`: puts another value in a guard's place. */
export function replace<O extends object, K extends keyof O>(guards: O, name: K, value: O[K]): () => void {
  const before = guards[name]
  guards[name] = value
  return () => void (guards[name] = before)
}
