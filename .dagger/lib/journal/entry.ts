/** Owns what a journal holds: one line per thing that was about to happen or had happened, and what they come to. Pure. */
import { z } from "zod"
import type { Handed } from "../pipeline/context.js"
import type { StepRecord } from "../pipeline/outcome.js"

/** What a release id stands for; the same id with anything else is refused. */
export interface Identity {
  /** What is done: a flow, or one step in one environment. */
  flow: string
  project: string
  /** The digest of the source, its commit, or the image. */
  source: string
  version: string
  fault: string | null
}

/** What later steps need of it; what lives in the engine cannot be written down: the built container, a step's artefacts. */
export type Remembered = Omit<Handed, "built" | "evidence"> & { built?: undefined; evidence?: undefined }

export type Entry = { at: string; attempt: string } & (
  | { type: "opened"; identity: Identity }
  /** What was there before anything was changed: a later attempt could not find it out any more. */
  | { type: "noted"; handed: Remembered }
  | { type: "began"; step: string }
  | { type: "ended"; step: string; record: Recorded; handed: Remembered }
  /** A message that went out, or is about to. */
  | { type: "told"; key: string }
  | { type: "closed"; result: object }
)

/** A step record without its files. */
export type Recorded = Omit<StepRecord, "files">

export interface Past {
  identity: Identity | undefined
  attempts: number
  noted: boolean
  /** The last record of each step that ended. */
  ended: ReadonlyMap<string, Recorded>
  /** Steps that began a change and never told how it ended. */
  inFlight: readonly string[]
  /** The keys of the messages that went out. */
  told: readonly string[]
  handed: Remembered
  /** What the run came to, once it is over. */
  result: object | undefined
}

export function pastOf(entries: readonly Entry[]): Past {
  const ended = new Map<string, Recorded>()
  const began = new Set<string>()
  const told: string[] = []
  const past = {
    identity: undefined,
    attempts: 0,
    noted: false,
    handed: { deployments: {} },
    result: undefined,
  } as Past
  for (const entry of entries) {
    if (entry.type === "opened")
      Object.assign(past, { identity: past.identity ?? entry.identity, attempts: past.attempts + 1 })
    if (entry.type === "noted") Object.assign(past, { noted: true, handed: merged(past.handed, entry.handed) })
    if (entry.type === "began") {
      began.add(entry.step)
      Object.assign(past, { handed: decidingSince(past.handed, entry) })
    }
    if (entry.type === "ended") {
      began.delete(entry.step)
      ended.set(entry.step, entry.record)
      Object.assign(past, { handed: merged(past.handed, entry.handed) })
    }
    if (entry.type === "told") told.push(entry.key)
    if (entry.type === "closed") Object.assign(past, { result: entry.result })
  }
  return { ...past, ended, inFlight: [...began], told }
}

/** A fix window goes on with the time that it had left. */
function decidingSince(handed: Remembered, { step, at }: { step: string; at: string }): Remembered {
  const first = step === "decide production" && handed.decidingSince === undefined
  return first ? { ...handed, decidingSince: Date.parse(at) } : handed
}

/** Steps run side by side: what one did not know does not take away what another handed on. */
function merged(before: Remembered, after: Remembered): Remembered {
  const deployments = { ...before.deployments, ...after.deployments }
  return { ...before, ...after, deployments }
}

const Line = z.looseObject({
  at: z.string(),
  attempt: z.string(),
  type: z.enum(["opened", "noted", "began", "ended", "told", "closed"]),
})

/** A line that was cut off by an interruption was never acted upon: only the last line may be unreadable. */
export function readEntries(text: string): Entry[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  return lines.flatMap((line, index) => {
    const entry = readEntry(line)
    if (entry) return [entry]
    const cutOff = index === lines.length - 1 || readEntry(lines[index + 1]!)?.type === "opened"
    if (cutOff) return []
    throw new Error(`line ${index + 1} of the journal cannot be read: ${line.slice(0, 80)}`)
  })
}

function readEntry(line: string): Entry | undefined {
  try {
    return Line.parse(JSON.parse(line)) as unknown as Entry
  } catch {
    return undefined
  }
}
