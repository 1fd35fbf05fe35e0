/** Owns the interface of a journal: where it lives is the store's affair, that it is written before a change is not. */
import type { Directory } from "@dagger.io/dagger"
import type { Entry } from "./entry.js"

export interface Store {
  /** In words, for reports and `doctor`: where the journal is, and what may lose it. */
  whereabouts: string
  read: (run: string) => Promise<Entry[]>
  /** Returns once the entry is kept for good; refuses when another attempt has taken the release over. */
  append: (run: string, entry: Entry, files?: Directory) => Promise<void>
  /** What the steps left that ended so far: a folder for each, named as in the report. */
  artefacts: (run: string) => Directory
  /** For doctor: in words, that it can be written; throws where it cannot. */
  check: () => Promise<string>
}

/** What the steps left, beside a journal that cannot hold it: kept by the engine that ran them. */
export interface Artefacts {
  keep: (run: string, files: Directory) => Promise<void>
  of: (run: string) => Directory
}

/** The exclusive right to change environments, held by one attempt of one run. */
export interface Lease {
  /** Throws LOCK_LOST once another attempt has taken over. */
  requireHeld: () => Promise<void>
  release: () => Promise<void>
}

export interface Holder {
  run: string
  attempt: string
}

export interface Lock {
  /** Gives back whatever is held, and says whose it was: name, run, seconds since it was heard of. */
  unlock: (names: readonly string[]) => Promise<string[]>
  /** Takes all names or none; waits for an earlier attempt of the same run to be over. */
  acquire: (names: readonly string[], holder: Holder, options: { breakLock: boolean }) => Promise<Lease>
}

/** A digest that was rolled back from: deployed again only with a reason. */
export interface Frozen {
  environment: string
  /** As in the request: a rehearsal binds no other. */
  scope: string
  digest: string
  run: string
  reason: string
  at: string
}

export interface Freezer {
  freeze: (frozen: Frozen) => Promise<void>
  frozen: () => Promise<Frozen[]>
}

export type State = Store & Lock & Freezer
