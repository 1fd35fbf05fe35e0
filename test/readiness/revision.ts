/** Owns a harmless revision, for tests that change one thing in it. */
import type { Revision } from "../../.dagger/lib/readiness/revisions.js"

export const revision = (name: string, parents: string[] = [], more: Partial<Revision> = {}): Revision => ({
  file: `${name}.py`,
  revision: name,
  parents,
  downgrade: "undoes",
  destructive: [],
  opaque: [],
  ...more,
})
