/** Owns reading `path:line:column: CODE message`, the line that compilers and most linters print. Pure. */
import { type Finding, type Reader, toLevel } from "./finding.js"

const LINE = /^(?<path>[^\s:][^:]*):(?<line>\d+)(?::(?<column>\d+))?:? +(?<rest>.+)$/
const LEVEL = /^(?<level>error|warning|note|info)\b(?: *\[(?<code>[\w-]+)\])?: */i
const LEADING_CODE = /^(?<code>[A-Z]+-?\d+):? +/
const TRAILING_CODE = / *\[(?<code>[\w-]+)\]$/

/** Other lines may be the source or a caret below a finding; text without any finding is no report. */
export const readLines: Reader = (text) => {
  const findings = text.split("\n").flatMap((line) => finding(line.trimEnd()))
  if (findings.length === 0 && text.trim() !== "") throw new Error("no line reads path:line:column: message")
  return { tool: {}, findings, gaps: [] }
}

function finding(line: string): Finding[] {
  const { path, line: row, column, rest } = LINE.exec(line)?.groups ?? {}
  if (path === undefined || rest === undefined) return []
  const level = LEVEL.exec(rest)
  const said = level ? rest.slice(level[0].length) : rest
  const code = LEADING_CODE.exec(said) ?? TRAILING_CODE.exec(said)
  return [
    {
      rule: level?.groups?.["code"] ?? code?.groups?.["code"] ?? "finding",
      level: toLevel(level?.groups?.["level"] ?? "error"),
      message: (code ? said.replace(code[0], "") : said).trim() || said,
      path,
      line: Number(row),
      column: column === undefined ? undefined : Number(column),
    },
  ]
}
