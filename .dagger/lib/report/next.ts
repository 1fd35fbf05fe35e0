/** Owns what a person may want to do after a run, by its verdict: the commands to type. Pure. */
import { StepStatus, Verdict } from "../../src/names.js"
import type { Report, ReportNext, ReportStep } from "./model.js"

type Ended = Pick<Report, "flow" | "run" | "verdict" | "fault" | "steps">

export function nextOf(ended: Ended): ReportNext[] {
  switch (ended.verdict) {
    case Verdict.Passed:
      return [call("to rehearse the whole release of it", "rehearse assert")]
    case Verdict.Shipped:
      return shipped(ended)
    case Verdict.Stopped:
      return [...waiting(ended), ...gates(ended), ...again(ended)]
    case Verdict.RolledBack:
    case Verdict.TakenDown:
    case Verdict.Superseded:
      return ended.flow === "release" ? [history, ...again(ended)] : again(ended)
    case Verdict.RollbackFailed:
    case Verdict.LeftDegraded:
      return ended.flow === "release" ? [status, goBack(ended)] : again(ended)
  }
}

const history = call("to see what production served, and serves", "history --environment=production summary")
const status = call("to see what production serves", "status --environment=production summary")

function shipped({ flow }: Ended): ReportNext[] {
  return flow === "release" ? [history] : [call("to release the commit", "release --run=ID assert")]
}

function goBack({ run }: Ended): ReportNext {
  return call("to go back by hand", `rollback --environment=production --run=${run}-back summary`)
}

/** Who waits for a person says so first. */
function waiting({ steps, run }: Ended): ReportNext[] {
  const waits = steps.some(({ name, status }) => name === "approval production" && status === StepStatus.Inconclusive)
  return waits ? [call("to let it go on to production", `release --run=${run} --approve=NAME assert`)] : []
}

/** The failed tools and suites alone. */
function gates({ steps }: Ended): ReportNext[] {
  return ["lint", "test"].flatMap((gate) => {
    const bad = steps.find(({ name }) => name === gate)?.parts.filter(isBad) ?? []
    const only = bad.map(({ name }) => ` --only=${name}`).join("")
    return bad.length > 0 ? [call(`to repeat what ${gate} found`, `${gate}${only} assert`)] : []
  })
}

function isBad({ status }: Pick<ReportStep, "status">): boolean {
  return status !== StepStatus.Passed && status !== StepStatus.Skipped
}

/** A run that is over only answers with its report: what is mended needs an id of its own. */
function again({ flow, fault }: Ended): ReportNext[] {
  if (flow === "ci") return [call("to run it again once it is mended", "ci assert")]
  if (fault) return [call("to rehearse it without the fault", "rehearse assert")]
  return [call("to rehearse it once it is mended", "rehearse assert")]
}

function call(why: string, words: string): ReportNext {
  return { why, command: `dagger call ${words}` }
}
