/** Owns what a whole run came to, and its exit code: what was decided, held against what production was read to serve. Pure. */
import type { Identity } from "../config/schema.js"
import { StepStatus, Verdict } from "../../src/names.js"
import type { Flow } from "../pipeline/definition.js"
import type { StepRecord } from "../pipeline/outcome.js"
import type { Decision, Situation } from "../rollback/decision.js"
import { touchesProduction } from "../rollback/situation.js"
import type { ReportEnvironment } from "./model.js"

/** What the last look showed; all of it is false when production could not be read. */
export interface Served {
  /** The release of this run. */
  release: boolean
  /** The same as before this run: the previous release, or nothing where there was none. */
  before: boolean
  /** A release that is neither. */
  other: boolean
}

type Decided = Pick<Decision, "action" | "rule" | "page">

export function verdictOf(
  flow: Flow,
  steps: readonly StepRecord[],
  decision: Decided | undefined,
  served: Served,
): Verdict {
  if (flow === "ci") return steps.length > 0 && steps.every(passed) ? Verdict.Passed : Verdict.Stopped
  if (!steps.some(touchesProduction)) return Verdict.Stopped
  const wentBack = steps.some((step) => step.name === "rollback production" && passed(step)) && served.before
  switch (decision?.action) {
    case "keep":
      return kept(steps, decision, served)
    case "roll-back":
      return wentBack ? Verdict.RolledBack : Verdict.RollbackFailed
    case "take-down":
      return wentBack ? Verdict.TakenDown : Verdict.RollbackFailed
    case "keep-old":
      // A page means that its migrations may have changed the database: then production is not as it was.
      return served.before && !decision.page ? Verdict.Stopped : Verdict.LeftDegraded
    default:
      return Verdict.LeftDegraded
  }
}

function kept(steps: readonly StepRecord[], decision: Decided, served: Served): Verdict {
  if (decision.rule === "superseded") return served.other ? Verdict.Superseded : Verdict.LeftDegraded
  return served.release && steps.every((step) => passed(step) || isSettled(step, decision))
    ? Verdict.Shipped
    : Verdict.LeftDegraded
}

/** What did not pass, and yet does not stand against the release: the decision has taken it into account. */
function isSettled({ name, status }: StepRecord, { rule }: Decided): boolean {
  if (name === "rollback production") return status === StepStatus.Skipped
  return (rule === "minor-only" || rule === "recovered") && /^(verify|bake) production$/.test(name)
}

function passed({ status }: Pick<StepRecord, "status">): boolean {
  return status === StepStatus.Passed
}

export function servedBy(
  production: ReportEnvironment | undefined,
  release: Wanted | undefined,
  previous: Situation["previous"],
  asks: Identity | undefined,
): Served {
  if (!production || production.problem !== null) return { release: false, before: false, other: false }
  const before = typeof previous === "object" ? { ...previous, digest: previous.image.digest } : undefined
  const { recordedDigest, answeredDigest } = production
  const known = [release?.digest, before?.digest]
  return {
    release: serves(production, release, asks),
    before: before ? serves(production, before, asks) : previous === "first-release" && recordedDigest === null,
    other:
      recordedDigest !== null &&
      !known.includes(recordedDigest) &&
      (asks?.digest === undefined || answeredDigest === recordedDigest),
  }
}

export interface Wanted {
  digest: string
  version: string
}

/** Both the platform's record and, where the config says how to ask, the service's own answer. */
function serves(production: ReportEnvironment, wanted: Wanted | undefined, asks: Identity | undefined): boolean {
  if (!wanted || production.recordedDigest !== wanted.digest) return false
  if (!asks) return true
  return asks.digest === undefined
    ? production.answeredVersion === wanted.version
    : production.answeredDigest === wanted.digest
}

const GOOD = [Verdict.Passed, Verdict.Shipped]
/** The release was in production and is no longer; nobody has to act tonight. */
const UNDONE = [Verdict.RolledBack, Verdict.TakenDown, Verdict.Superseded]
/** Production needs a person. */
const BROKEN = [Verdict.RollbackFailed, Verdict.LeftDegraded]

export function exitCodeOf(verdict: Verdict): number {
  if (GOOD.includes(verdict)) return 0
  if (UNDONE.includes(verdict)) return 3
  return BROKEN.includes(verdict) ? 4 : 1
}
