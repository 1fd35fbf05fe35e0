/** Owns the scratch file: every sample is appended as it is taken, so that a broken run loses nothing and the next one goes on. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

export type Group = "pipeline" | "load" | "rehearse" | "growth"

/** What a pipeline really did; the same for every way, or the figures compare nothing. */
export interface Work {
  lint: string[]
  /** Test cases that passed, by suite. */
  tests: Record<string, number>
  image: boolean
}

export interface Cell {
  group: Group
  scenario: string
  way: string
}

export interface Sample extends Cell {
  round: number
  seconds: number
  at: string
  work?: Work
  /** What the seconds are made of, where it was measured. */
  parts?: Record<string, number>
}

/** What every sample of a run has in common; samples of something else are never mixed in. */
export interface Header {
  /** Of everything that is measured: the module, the sample, the benchmark. */
  source: string
  machine: string
}

export const keyOf = ({ group, scenario, way }: Cell) => `${group}/${scenario}/${way}`

export interface Scratch {
  samples: Sample[]
  append(sample: Sample): void
}

/** Takes up the run that the file holds, if it measured the same; `fresh` begins anew. */
export function openScratch(file: string, header: Header, fresh: boolean): Scratch {
  mkdirSync(dirname(file), { recursive: true })
  if (fresh || !existsSync(file)) writeFileSync(file, `${JSON.stringify(header)}\n`)
  const text = readFileSync(file, "utf8")
  const samples = readScratch(text, header, file)
  if (!text.endsWith("\n")) appendFileSync(file, "\n")
  return {
    samples,
    append(sample) {
      samples.push(sample)
      appendFileSync(file, `${JSON.stringify(sample)}\n`)
    },
  }
}

export function readScratch(text: string, header: Header, file: string): Sample[] {
  const [first = "", ...lines] = text.split("\n")
  const { source, machine } = (parsed(first) ?? {}) as Partial<Header>
  if (source !== header.source || machine !== header.machine)
    throw new Error(
      `${file} holds samples of ${source === header.source ? "another machine" : "another state of the sources"}, ` +
        "which cannot be mixed with new ones. Begin anew with --fresh.",
    )
  // A run that was killed may have left half a line: that sample is taken again.
  return lines.flatMap((line) => (parsed(line) as Sample | undefined) ?? [])
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
