/** Owns journal, lock and list of frozen releases in a GitHub repository: whoever releases from wherever meets there. */
import { failure } from "../../errors.js"
import type { Clock } from "../../exec/poll.js"
import { type Entry, readEntries } from "../entry.js"
import type { Artefacts, Freezer, Frozen, State, Store } from "../journal.js"
import { every, type Every, heartOn } from "./heart.js"
import { type Lines, linesOn } from "./lines.js"
import { githubLock, type Holding, type LockSetting, requireHeld } from "./lock.js"
import { turns } from "../turns.js"
import { refNames } from "./names.js"
import { type Connection, gitRefs, type Refs } from "./refs.js"

/** Slower than in the engine: GitHub wants few changes, 500 in an hour. */
export const BEAT_SECONDS = 30
export const STALE_SECONDS = 120
const FREEZE_TRIES = 5

export interface GithubSetting extends Connection {
  project: string
  clock: Clock
  announce: (line: string) => void
  /** What the steps left is not for git; it stays where it was made. */
  artefacts: Artefacts
  repeat?: Every
}

export function githubState(setting: GithubSetting): State {
  const { project, clock, announce, repeat = every } = setting
  const refs = gitRefs(setting)
  const names = refNames(project)
  const holding: Holding = new Map()
  const lock: LockSetting = {
    refs,
    refOf: names.lock,
    heart: heartOn(refs, names.alive, repeat, BEAT_SECONDS),
    holding,
    clock,
    staleSeconds: STALE_SECONDS,
    beatSeconds: BEAT_SECONDS,
    announce,
  }
  return { ...store(setting, refs, names.run, lock), ...githubLock(lock), ...freezer(refs, names.frozen) }
}

function store(
  { project, repository, artefacts }: GithubSetting,
  refs: Refs,
  refOf: (run: string) => string,
  lock: LockSetting,
): Store {
  const journals = new Map<string, Lines>()
  const journal = (run: string) => {
    const known = journals.get(run) ?? linesOn(refs, refOf(run))
    journals.set(run, known)
    return known
  }
  const inTurn = turns()
  return {
    whereabouts: `refs/shipway/${project} of ${repository} on GitHub, for every machine; what the steps left stays with the engine that ran them`,
    read: (run) => inTurn(async () => readEntries(await journal(run).read())),
    append: (run, entry, files) =>
      inTurn(async () => {
        await requireHeld(lock)
        if (files) await artefacts.keep(run, files)
        if (!(await journal(run).add(JSON.stringify(entry), subjectOf(entry)))) throw failure("JOURNAL_MOVED", { run })
      }),
    artefacts: (run) => artefacts.of(run),
    async check() {
      await refs.prove()
      return `the token may write git objects of ${repository}`
    },
  }
}

/** For whoever looks with `git log`. */
function subjectOf(entry: Entry): string {
  const about = "step" in entry ? ` ${entry.step}` : ""
  const how = entry.type === "ended" ? `: ${entry.record.status}` : ""
  return `${entry.type}${about}${how}`
}

function freezer(refs: Refs, ref: string): Freezer {
  return {
    async freeze(frozen) {
      for (let tries = 1; tries <= FREEZE_TRIES; tries++)
        if (await linesOn(refs, ref).add(JSON.stringify(frozen), `${frozen.environment} ${frozen.digest}`)) return
      throw failure("JOURNAL_MOVED", { run: frozen.run })
    },
    async frozen() {
      const lines = (await linesOn(refs, ref).read()).split("\n").filter(Boolean)
      return lines.map((line) => JSON.parse(line) as Frozen)
    },
  }
}
