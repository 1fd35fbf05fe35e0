/** Owns the JSON report: the model as it is. Pure. */
import type { Report } from "./model.js"

export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
