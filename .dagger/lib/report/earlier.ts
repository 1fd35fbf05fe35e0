/** Owns what an earlier Shipway wrote into a journal: its reports and evidence, as the model has them now. Pure. */
import { ONLY } from "../config/load-scenarios.js"
import type { Evidence, LoadCurves } from "./evidence.js"
import type { Report } from "./model.js"

/** In version 1 of the report there was one load, without a name. */
type Loads = LoadCurves[] | Omit<LoadCurves, "name"> | undefined

/** A run that is over is drawn again each time it is asked for, by whatever Shipway is asked. */
export function currentReport(report: Report): Report {
  const steps = report.steps.map((step) => ({ ...step, evidence: currentEvidence(step.evidence) }))
  return { ...report, schemaVersion: 2, steps }
}

export function currentEvidence(evidence: Evidence): Evidence {
  const load = evidence.load as Loads
  return load === undefined || Array.isArray(load) ? evidence : { ...evidence, load: [{ name: ONLY, ...load }] }
}
