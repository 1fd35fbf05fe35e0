/** Owns reading what `mypy --output json` prints: one object per line, nothing when there is nothing to say. Pure. */
import { z } from "zod"
import { type Reader, toLevel } from "./finding.js"
import { readJson } from "./json.js"

const Message = z.object({
  file: z.string(),
  line: z.number(),
  column: z.number(),
  end_line: z.number().nullish(),
  end_column: z.number().nullish(),
  message: z.string(),
  hint: z.string().nullish(),
  code: z.string().nullish(),
  severity: z.string(),
})

export const readMypy: Reader = (text) => {
  const lines = text.split("\n").filter((line) => line.trim() !== "")
  return { tool: { name: "mypy" }, findings: lines.map((line) => finding(readJson(line, Message))), gaps: [] }
}

/** mypy counts columns from 0, and from -1 where it has none. */
function finding(said: z.infer<typeof Message>) {
  const rule = said.code ?? "mypy"
  return {
    rule,
    level: toLevel(said.severity),
    message: said.hint ? `${said.message} (${said.hint})` : said.message,
    path: said.file,
    line: said.line,
    column: said.column + 1,
    endLine: said.end_line ?? undefined,
    endColumn: typeof said.end_column === "number" ? said.end_column + 1 : undefined,
  }
}
