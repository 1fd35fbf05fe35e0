/** Owns coverage line by line, as a Cobertura report tells it, and the union of several reports. Pure. */
import type { XmlElement } from "@rgrove/parse-xml"
import { childOf, elements, count, parse } from "./xml.js"

export interface Branches {
  total: number
  covered: number
  /** The branches not taken, by where they lead; absent when the report only counts them. */
  missing?: readonly string[]
}

export interface Line {
  hits: number
  branches?: Branches
}

export interface CoveredFile {
  package: string
  filename: string
  lines: Map<number, Line>
}

/** By package and file name, in the order of the reports. */
export type CoverageLines = Map<string, CoveredFile>

export function readCoverageLines(text: string): CoverageLines {
  const root = elements(parse(text), "coverage")[0]
  if (!root) throw new Error("no <coverage> element")
  return union(elements(root, "package").map(linesOfPackage))
}

function linesOfPackage(found: XmlElement): CoverageLines {
  const name = found.attributes["name"] ?? ""
  // Several classes may lie in one file, and list its lines each for itself.
  return union(
    elements(found, "class").map((one) => {
      const filename = one.attributes["filename"]
      if (!filename) throw new Error("a <class> has no filename=")
      // The lines within <methods> are repetitions of the class's own.
      const own = childOf(one, "lines")
      const lines = new Map((own ? elements(own, "line") : []).map((line) => [count(line, "number"), readLine(line)]))
      return new Map([[`${name}\n${filename}`, { package: name, filename, lines }]])
    }),
  )
}

function readLine(line: XmlElement): Line {
  const hits = count(line, "hits")
  const condition = line.attributes["condition-coverage"]
  if (line.attributes["branch"]?.toLowerCase() !== "true" || condition === undefined) return { hits }
  const counted = /\((\d+)\/(\d+)\)/.exec(condition)
  if (!counted) throw new Error(`a <line> has an unreadable condition-coverage="${condition}"`)
  const [covered, total] = [Number(counted[1]), Number(counted[2])]
  const listed = line.attributes["missing-branches"]?.split(",").filter(Boolean) ?? []
  const missing = listed.length === total - covered ? { missing: numbered(listed) } : {}
  return { hits, branches: { total, covered, ...missing } }
}

/** coverage.py calls every way out of a function `exit`. */
function numbered(names: readonly string[]): string[] {
  return names.map((name, index) => `${name}#${names.slice(0, index).filter((before) => before === name).length}`)
}

export function union(reports: readonly CoverageLines[]): CoverageLines {
  const all: CoverageLines = new Map()
  for (const [key, file] of reports.flatMap((report) => [...report])) {
    const known = all.get(key)
    all.set(key, known ? { ...known, lines: unionOfLines(known.lines, file.lines) } : file)
  }
  return all
}

function unionOfLines(a: Map<number, Line>, b: Map<number, Line>): Map<number, Line> {
  const lines = new Map(a)
  for (const [number, line] of b) {
    const known = lines.get(number)
    lines.set(number, known ? unionOfLine(known, line) : line)
  }
  return lines
}

function unionOfLine(a: Line, b: Line): Line {
  const hits = a.hits + b.hits
  const branches = a.branches && b.branches ? unionOfBranches(a.branches, b.branches) : (a.branches ?? b.branches)
  return { hits, ...(branches && { branches }) }
}

/** Exact where a report says which branches were missed; else no more than is certain, so that a gate never opens by it. */
function unionOfBranches(a: Branches, b: Branches): Branches {
  if (a.total !== b.total) return a.total > b.total ? a : b
  if (a.covered === a.total || b.covered === 0) return a
  if (b.covered === b.total || a.covered === 0) return b
  const { total } = a
  if (!a.missing || !b.missing) return { total, covered: Math.max(a.covered, b.covered) }
  const missing = a.missing.filter((name) => b.missing!.includes(name))
  return { total, covered: total - missing.length, missing }
}
