/** Owns reading JSON of a known shape out of a tool's output. Pure. */
import { z } from "zod"

export function readJson<T>(text: string, shape: z.ZodType<T>): T {
  if (text.trim() === "") throw new Error("it is empty")
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`it is not JSON; it begins with ${JSON.stringify(text.trimStart().slice(0, 60))}`)
  }
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Error(`its JSON has another shape: ${z.prettifyError(parsed.error).split("\n").slice(0, 2).join(" ")}`)
}
