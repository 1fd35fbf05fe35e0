/** Owns the one shape that every tool's findings take, whatever its report looks like. */

/** SARIF's words. */
export type Level = "error" | "warning" | "note"

export interface Finding {
  rule: string
  level: Level
  message: string
  /** As the tool wrote it; below the repository's root once `rooted` has seen it. */
  path?: string | undefined
  /** Counted from 1; absent when the tool speaks of the whole file. */
  line?: number | undefined
  column?: number | undefined
  endLine?: number | undefined
  endColumn?: number | undefined
  /** What it is about when that is no place in a file, such as a package and its version. */
  subject?: string | undefined
  /** A page that explains the rule. */
  help?: string | undefined
}

export interface ToolReport {
  /** What the report says about its own maker. */
  tool: { name?: string | undefined; version?: string | undefined }
  findings: Finding[]
  /** What the tool says it did not look at: unknown, so never clean. */
  gaps: string[]
}

/** Throws with the reason when the text is not a report. */
export type Reader = (text: string) => ToolReport

export function toLevel(word: string): Level {
  const known = word.toLowerCase()
  if (known === "warning" || known === "note") return known
  return known === "info" || known === "information" ? "note" : "error"
}

/** `path:line:column: RULE message`, as compilers print and editors jump to. */
export function inWords({ path, line, column, subject, rule, message }: Finding): string {
  const place = [path, line, line && column].filter((part) => part !== undefined && part !== 0).join(":")
  return [place && `${place}:`, subject, rule, message].filter(Boolean).join(" ")
}
