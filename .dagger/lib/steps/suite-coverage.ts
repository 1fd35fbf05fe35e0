/** Owns the coverage of a whole suite: what any shard covered in any attempt is covered. Pure. */
import { type Coverage, readCobertura } from "../evidence/cobertura.js"
import { mergeCobertura } from "../evidence/coverage-report.js"
import { type Attempt, casesOf, ranOf } from "./attempt.js"

export interface SuiteCoverage {
  /** As the runner wrote it where there is one report only. */
  xml: string
  total: Coverage
}

/** Or why there is none. */
export function coverageOf(shards: readonly (readonly Attempt[])[]): SuiteCoverage | string {
  // A shard without tests covers nothing, and some runners then write no report.
  const ran = shards.filter((attempts) => attempts.some((attempt) => ranOf(casesOf(attempt)) > 0))
  const written = ran.map((attempts) => attempts.flatMap((one) => ("coverage" in one && one.coverage) || []))
  if (written.length === 0 || written.some((reports) => reports.length === 0)) return "the file was not written"
  const reports = written.flat()
  try {
    const xml = reports.length === 1 ? reports[0]! : mergeCobertura(reports)
    return { xml, total: readCobertura(xml) }
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0]! : String(error)
  }
}
