/** Owns reading a unified diff: what a formatter would change is what it found. Pure. */
import type { Finding, Reader } from "./finding.js"

const HUNK = /^@@ -(?<start>\d+)(?:,(?<count>\d+))? \+\d/

export const readDiff: Reader = (text) => {
  const findings: Finding[] = []
  let old = ""
  let path = ""
  for (const line of text.split("\n")) {
    if (line.startsWith("--- ")) old = line.slice(4)
    else if (line.startsWith("+++ ")) path = pathOf(old, line.slice(4))
    else if (path) findings.push(...hunk(path, line))
  }
  if (findings.length === 0 && text.trim() !== "") throw new Error("it is not a unified diff")
  return { tool: {}, findings, gaps: [] }
}

function hunk(path: string, line: string): Finding[] {
  const { start, count = "1" } = HUNK.exec(line)?.groups ?? {}
  if (start === undefined) return []
  const first = Math.max(Number(start), 1)
  const last = first + Math.max(Number(count), 1) - 1
  const place = last === first ? `line ${first}` : `lines ${first} to ${last}`
  return [{ rule: "format", level: "error", message: `${place} would be changed`, path, line: first, endLine: last }]
}

/** isort adds :before and :after, git a/ and b/, and most a tab with the time. */
function pathOf(old: string, changed: string): string {
  const path = changed.split("\t")[0]!.replace(/:after$/, "")
  return old.startsWith("a/") && path.startsWith("b/") ? path.slice(2) : path
}
