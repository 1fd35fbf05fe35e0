/** Owns the walk: each new revision up, down and up again, as a script, and where a run of it stopped. Pure. */
import type { Migrations } from "../config/readiness.js"
import { quote } from "../exec/quote.js"
import type { Fresh } from "./revisions.js"

export interface Move {
  revision: string
  /** start: to where the previous release left the schema. */
  way: "start" | "up" | "down" | "up again"
  command: string[]
}

/** A migration that hangs would hang the release: what one move may take. */
const MOVE_SECONDS = 300

export function movesOf({ from, revisions }: Fresh, { up, down, base }: Migrations): Move[] {
  const start: Move[] = from === undefined ? [] : [{ revision: from, way: "start", command: filled(up, from) }]
  const moves = revisions.flatMap(({ revision, parents }): Move[] => [
    { revision, way: "up", command: filled(up, revision) },
    // Of a merge's parents any one will do: it takes the merge away.
    { revision, way: "down", command: filled(down, parents[0] ?? base) },
    { revision, way: "up again", command: filled(up, revision) },
  ])
  return [...start, ...moves]
}

/** Writes the name of each move into `log` before it is made; the last one of a failed run is the one that failed. */
export function scriptOf(moves: readonly Move[], log: string): string {
  return [
    "set -e",
    'limit=""',
    `if command -v timeout > /dev/null; then limit="timeout ${MOVE_SECONDS}"; fi`,
    ...moves.flatMap((move) => {
      const name = quote([nameOf(move)])
      return [`echo ${name} >> ${log}`, `echo ${name}`, `$limit ${quote(move.command)} 2>&1`]
    }),
  ].join("\n")
}

/** Which move failed, or that the log proves nothing; nothing when every move was made. */
export function stoppedAt(
  moves: readonly Move[],
  exitCode: number,
  log: string,
): { move: Move | undefined } | undefined {
  const made = log.split("\n").filter(Boolean)
  const asPlanned = made.every((name, index) => moves[index] !== undefined && name === nameOf(moves[index]))
  if (exitCode === 0 && asPlanned && made.length === moves.length && moves.length > 0) return undefined
  return { move: exitCode === 0 || !asPlanned ? undefined : moves[made.length - 1] }
}

export function nameOf({ revision, way }: Move): string {
  return `${way} ${revision}`
}

function filled(command: readonly string[], revision: string): string[] {
  return command.map((argument) => argument.replaceAll("{revision}", revision))
}
