/** Owns what the new revisions mean for the way back: the verdict, and whether it is a yes. Pure. */
import { StepStatus } from "../../src/names.js"
import type { MigrationVerdict } from "../rollback/decision.js"
import type { Fresh, Revision } from "./revisions.js"
import { type Move, nameOf } from "./walk.js"

/** Where the walk stopped, with the end of what was said there. */
export interface Stopped {
  move: Move | undefined
  tail: string
}

export interface Judged {
  verdict: MigrationVerdict
  status: StepStatus
  summary: string
  tail?: string
}

export function judgeMigrations(fresh: Fresh, stopped: Stopped | undefined, contracts: readonly string[]): Judged {
  const { revisions, head } = fresh
  if (revisions.length === 0) return passed("none", `no new revision: production is at ${head} already`)
  const facts = factsOf(revisions, contracts)
  const problems = [...facts.oneWay, ...(stopped ? [sentenceOf(stopped)] : []), ...facts.broken, ...facts.hidden]
  const verdict = verdictOf(facts, stopped)
  if (problems.length === 0) return passed(verdict, told(fresh, facts.contracted))
  const known = facts.oneWay.length + facts.broken.length > 0 || stopped?.move !== undefined
  const status = known ? StepStatus.Failed : StepStatus.Inconclusive
  return { verdict, status, summary: `${verdict}: ${problems.join("\n")}`, ...(stopped ? { tail: stopped.tail } : {}) }
}

/** What only adds, as its files say, is believed when the old image on the new schema says so too. */
export function confirmed(verdict: MigrationVerdict, oldImage: StepStatus): MigrationVerdict {
  if (verdict !== "backward-compatible" || oldImage === StepStatus.Passed || oldImage === StepStatus.Skipped)
    return verdict
  return oldImage === StepStatus.Failed ? "reversible" : "unknown"
}

interface Facts {
  /** Revisions without a way down. */
  oneWay: string[]
  /** What the release before would miss. */
  broken: string[]
  contracted: string[]
  hidden: string[]
}

const why: Partial<Record<Revision["downgrade"], string>> = {
  empty: "its way down does nothing",
  raises: "its way down refuses",
  missing: "it has no way down",
}

function factsOf(revisions: readonly Revision[], contracts: readonly string[]): Facts {
  const at = (revision: Revision, kind: "destructive" | "opaque") =>
    revision[kind].map(({ line, what }) => `${revision.file}${line > 0 ? `:${line}` : ""}: ${what}`)
  const declared = ({ revision }: Revision) => contracts.includes(revision)
  return {
    oneWay: revisions.flatMap(({ file, downgrade }) => (why[downgrade] ? [`${file}: ${why[downgrade]}`] : [])),
    broken: revisions.filter((one) => !declared(one)).flatMap((one) => at(one, "destructive")),
    contracted: revisions.filter(declared).flatMap((one) => at(one, "destructive")),
    hidden: revisions.flatMap((one) => at(one, "opaque")),
  }
}

/** A known worst comes before what is not known. */
function verdictOf({ oneWay, broken, contracted, hidden }: Facts, stopped: Stopped | undefined): MigrationVerdict {
  const way = stopped?.move?.way
  if (oneWay.length > 0 || way === "down" || way === "up again") return "irreversible"
  if (stopped || hidden.length > 0) return "unknown"
  return broken.length + contracted.length > 0 ? "reversible" : "backward-compatible"
}

function sentenceOf({ move }: Stopped): string {
  if (!move) return "the walk up, down and up again left no proof"
  return move.way === "start"
    ? `this release cannot bring an empty database to ${move.revision}, where production is`
    : `"${nameOf(move)}" fails on a real database`
}

function told({ revisions }: Fresh, contracted: readonly string[]): string {
  const names = revisions.map(({ revision }) => revision).join(", ")
  if (contracted.length === 0) return `backward-compatible: ${names} only add, and went up, down and up again`
  return `reversible: ${names} went up, down and up again; declared under contracts: ${contracted.join("; ")}`
}

function passed(verdict: MigrationVerdict, summary: string): Judged {
  return { verdict, status: StepStatus.Passed, summary }
}
