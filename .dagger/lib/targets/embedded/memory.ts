/** Owns reading and writing the embedded platform's records, and what is said when that fails. */
import { describe, failure, ShipwayError } from "../../errors.js"
import { attempts } from "../../exec/attempts.js"
import { inTrouble, lost } from "../../exec/http.js"
import type { Clock } from "../../exec/poll.js"
import type { EnvironmentName } from "../../../src/names.js"
import { guards, type PlatformRecord, recordsIn } from "./records.js"
import { notServing } from "../waiting.js"

/** Which environment of which project, and whose records: those of one rehearsal, or of all real releases. */
export interface Place {
  project: string
  environment: EnvironmentName
  scope: string
}

/** Where the records are; both answer with all of them. */
export interface Volume {
  read(place: Place): Promise<string>
  append(place: Place, line: string): Promise<string>
}

/** A read that fails changes nothing, so it is made again; a write may have been made. */
export const reading = { tries: 3, withinMs: 360_000 }

const NOT_WHOLE =
  "Nothing was changed. Begin anew under another --run; where it is the same for every run, empty the engine's memory: `dagger core engine local-cache prune`."
const ENGINE =
  "The engine's own output says more (--progress=plain); see that its disk is not full. Then call again with the same --run: what was done is taken up."

export async function readRecords(volume: Volume, clock: Clock, place: Place): Promise<PlatformRecord[]> {
  const { answer } = await attempts<{ text: string }>({
    once: () =>
      volume.read(place).then(
        (text) => ({ text }),
        (error: unknown) => lost(describe(error)),
      ),
    isTrouble: inTrouble,
    repeatable: true,
    clock,
    random: Math.random,
    deadline: clock.now() + reading.withinMs,
    tries: reading.tries,
  })
  if (inTrouble(answer)) throw told(`read ${nameOf(place)}`, new Error(answer.reason))
  return parsed(place, answer.text)
}

/** Answers with all that is written then. */
export async function addRecord(volume: Volume, place: Place, record: PlatformRecord): Promise<PlatformRecord[]> {
  // The same may have been written before: of a release that is gone back to, say.
  const id = crypto.randomUUID()
  const after = await asked(`write ${nameOf(place)}`, volume.append(place, JSON.stringify({ ...record, id })))
  if (guards.isWritten(after, id)) return parsed(place, after)
  const reason = `"${record.type}" was written to ${nameOf(place)}, and is not among them`
  throw notServing({ platform: "local", what: place.environment }, "unknown", reason)
}

/** What an engine answers, or its words with what they are about. */
export function asked<T>(operation: string, call: Promise<T>): Promise<T> {
  return call.catch((error: unknown) => {
    throw told(operation, error)
  })
}

function told(operation: string, error: unknown): Error {
  if (error instanceof ShipwayError) return error
  return failure("PLATFORM_CALL", {
    platform: "local",
    operation,
    reason: describe(error),
    request: "",
    advice: ENGINE,
  })
}

function parsed(place: Place, text: string): PlatformRecord[] {
  try {
    return recordsIn(text)
  } catch (error) {
    const about = { platform: "local", operation: `read ${nameOf(place)}`, request: "", advice: NOT_WHOLE }
    throw failure("PLATFORM_CALL", { ...about, reason: describe(error) })
  }
}

function nameOf({ environment, scope }: Place): string {
  return `${environment}'s records (${scope})`
}
