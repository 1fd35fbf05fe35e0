/** Owns the lines of a journal that travels as a file: entries of every run, frozen releases, and who has the environments. Pure. */
import { z } from "zod"
import { failure } from "../../errors.js"
import type { Entry } from "../entry.js"
import type { Frozen } from "../journal.js"

export type Line =
  | { type: "entry"; run: string; entry: Entry }
  | { type: "frozen"; frozen: Frozen }
  | { type: "taken"; names: readonly string[]; run: string; attempt: string; at: string }
  /** By hand when no attempt is named. */
  | { type: "given"; names: readonly string[]; attempt?: string }

export interface Taken {
  name: string
  run: string
  attempt: string
  at: string
}

const Numbered = z.looseObject({ n: z.int(), type: z.enum(["entry", "frozen", "taken", "given"]) })

const Listening = z.strictObject({ listener: z.uuid() })

export function lineOf(line: Line, n: number): string {
  return JSON.stringify({ n, ...line })
}

/** Numbered, because what is missing in the middle may be a deployment; a last line that was cut off was never acted upon. */
export function readLines(text: string): Line[] {
  const written = text.split("\n").filter((line) => line.trim() !== "")
  return written.flatMap((one, index) => {
    const line = numbered(one)
    if (!line && index === written.length - 1) return []
    if (line?.n === index) return [line as unknown as Line]
    const reason = line ? `line ${index + 1} is numbered ${line.n}: a line is missing` : `line ${index + 1} is not one`
    throw failure("JOURNAL_UNREADABLE", { where: "the file of --journal", reason })
  })
}

/**
 * The word that whoever keeps the file puts at its end, to know our lines by: containers print into the same progress, and
 * none of them is given the file.
 */
export function listenerIn(text: string): string | undefined {
  return parsed(Listening, text.trimEnd().split("\n").at(-1)!)?.listener
}

const numbered = (line: string) => parsed(Numbered, line)

function parsed<T>(schema: z.ZodType<T>, line: string): T | undefined {
  try {
    return schema.parse(JSON.parse(line))
  } catch {
    return undefined
  }
}

export function entriesOf(lines: readonly Line[], run: string): Entry[] {
  return lines.flatMap((line) => (line.type === "entry" && line.run === run ? [line.entry] : []))
}

/** Who has an environment by the last word about it. */
export function takenIn(lines: readonly Line[]): Taken[] {
  const taken = new Map<string, Taken>()
  for (const line of lines) {
    if (line.type === "taken") line.names.forEach((name) => taken.set(name, { ...line, name }))
    if (line.type === "given")
      for (const name of line.names)
        if ((line.attempt ?? taken.get(name)?.attempt) === taken.get(name)?.attempt) taken.delete(name)
  }
  return [...taken.values()]
}

/** What one of two records of the same run lacks at its end; two that tell different stories are of no use. */
export function missingFrom(run: string, shorter: readonly Entry[], longer: readonly Entry[]): readonly Entry[] {
  const fork = shorter.findIndex((entry, index) => index < longer.length && !same(entry, longer[index]!))
  if (fork < 0) return longer.slice(shorter.length)
  const reason = `it and the engine's own record of run ${run} differ from their line ${fork + 1} on`
  throw failure("JOURNAL_UNREADABLE", { where: "the file of --journal", reason })
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
