/** Owns what single steps found, as a gate. */
import { StepStatus } from "../../src/names.js"
import { systemClock } from "../exec/poll.js"
import { artefactsOf } from "../pipeline/flow.js"
import { statusOf, type StepRecord } from "../pipeline/outcome.js"
import { type Gate, gate } from "./gate.js"

export function looked(records: readonly StepRecord[]): Gate {
  const parts = records.flatMap((record) => [
    record,
    ...(record.parts ?? []).map((part) => ({ ...part, name: `  ${part.name}` })),
  ])
  const { summary } = gate({ status: statusOf(records), summary: "", parts }, systemClock.now())
  const passed = records.length > 0 && records.every(({ status }) => status === StepStatus.Passed)
  const results = records.map((record) => ({ ...record, startedAt: new Date(record.startedAt).toISOString() }))
  return { passed, summary, results, report: artefactsOf(records) }
}
