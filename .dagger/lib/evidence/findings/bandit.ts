/** Owns reading `bandit --format json`: bandit exits 0 over files that it could not read, its report names them. Pure. */
import { z } from "zod"
import type { Level, Reader } from "./finding.js"
import { readJson } from "./json.js"

const Result = z.object({
  test_id: z.string(),
  test_name: z.string(),
  issue_text: z.string(),
  issue_severity: z.string(),
  issue_confidence: z.string(),
  filename: z.string(),
  line_number: z.number(),
  col_offset: z.number().optional(),
  end_col_offset: z.number().optional(),
  line_range: z.array(z.number()).optional(),
  more_info: z.string().optional(),
})

const Report = z.object({
  errors: z.array(z.object({ filename: z.string(), reason: z.string() })),
  metrics: z.object({ _totals: z.object({ loc: z.number() }) }),
  results: z.array(Result),
})

const levels: Record<string, Level> = { HIGH: "error", MEDIUM: "warning", LOW: "note" }

export const readBandit: Reader = (text) => {
  const { errors, metrics, results } = readJson(text, Report)
  const gaps = errors.map(({ filename, reason }) => `${filename}: ${reason}`)
  if (metrics._totals.loc === 0) gaps.push("it scanned no line of code")
  return { tool: { name: "bandit" }, findings: results.map(finding), gaps }
}

/** The end column belongs to the last line of the range; bandit counts columns from 0. */
function finding(result: z.infer<typeof Result>) {
  const endLine = result.line_range?.at(-1)
  return {
    rule: result.test_id,
    level: levels[result.issue_severity] ?? "error",
    message: `${result.issue_text} (${result.test_name}, confidence ${result.issue_confidence.toLowerCase()})`,
    path: result.filename,
    line: result.line_number,
    column: result.col_offset === undefined ? undefined : result.col_offset + 1,
    endLine: endLine !== undefined && endLine > result.line_number ? endLine : undefined,
    endColumn: endLine === result.line_number ? result.end_col_offset && result.end_col_offset + 1 : undefined,
    help: result.more_info,
  }
}
