/** Owns reading `eslint --format json`. Pure. */
import { z } from "zod"
import type { Reader } from "./finding.js"
import { readJson } from "./json.js"

const Report = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string().nullable(),
        severity: z.number(),
        message: z.string(),
        line: z.number().optional(),
        column: z.number().optional(),
        endLine: z.number().nullish(),
        endColumn: z.number().nullish(),
      }),
    ),
  }),
)

/** ESLint lists every file that it read, so an empty list is a run over nothing. */
export const readEslint: Reader = (text) => {
  const files = readJson(text, Report)
  const findings = files.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, severity, message, line, column, endLine, endColumn }) => ({
      rule: ruleId ?? "eslint",
      level: severity === 2 ? ("error" as const) : ("warning" as const),
      message,
      path: filePath,
      line,
      column,
      endLine: endLine ?? undefined,
      endColumn: endColumn ?? undefined,
    })),
  )
  return { tool: { name: "eslint" }, findings, gaps: files.length === 0 ? ["it read no file"] : [] }
}
