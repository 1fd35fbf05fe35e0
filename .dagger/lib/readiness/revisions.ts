/** Owns the graph of revisions: what the reader found in the files, and which of them a release brings. Pure. */
import { z } from "zod"

const Finding = z.object({ line: z.int(), what: z.string() })

const Revision = z.object({
  file: z.string(),
  revision: z.string(),
  parents: z.array(z.string()),
  /** not-needed: the way up changes nothing, as in a merge. */
  downgrade: z.enum(["undoes", "empty", "raises", "missing", "not-needed"]),
  /** What takes something away from the release before. */
  destructive: z.array(Finding),
  /** What cannot be seen without running it. */
  opaque: z.array(Finding),
})

const Read = z.object({
  revisions: z.array(Revision),
  unreadable: z.array(z.object({ file: z.string(), why: z.string() })),
})

export type Revision = z.infer<typeof Revision>
export type RevisionFiles = z.infer<typeof Read>

/** What stands in the way of knowing which revisions are new. */
export interface Puzzle {
  puzzle: string
}

export interface Fresh {
  head: string
  /** What the previous image ends at; nothing when it knows no revision. */
  from: string | undefined
  /** In an order in which every parent stands before its children. */
  revisions: Revision[]
}

export function readRevisions(text: string): RevisionFiles {
  return Read.parse(JSON.parse(text))
}

/** `0003 (head)`: the first word of each line that has one. */
export function headsIn(output: string): string[] {
  return output
    .split("\n")
    .map((line) => line.trim().split(/\s+/)[0]!)
    .filter(Boolean)
}

/** What stands between the previous image's head and the new one's. */
export function freshRevisions(
  { revisions, unreadable }: RevisionFiles,
  head: string,
  from: string | undefined,
): Fresh | Puzzle {
  if (unreadable.length > 0)
    return { puzzle: `cannot be read: ${unreadable.map(({ file, why }) => `${file}: ${why}`).join("; ")}` }
  const known = new Map(revisions.map((revision) => [revision.revision, revision]))
  if (known.size < revisions.length) return { puzzle: `two files have one revision: ${twice(revisions)}` }
  const wanted = upTo(head, known)
  if ("puzzle" in wanted) return wanted
  if (from === undefined) return { head, from, revisions: wanted.order }
  if (!wanted.order.some(({ revision }) => revision === from))
    return { puzzle: `the previous image ends at revision ${from}, which this release does not know or build on` }
  const old = upTo(from, known)
  if ("puzzle" in old) return old
  return { head, from, revisions: wanted.order.filter((revision) => !old.order.includes(revision)) }
}

function upTo(head: string, known: Map<string, Revision>): { order: Revision[] } | Puzzle {
  const order: Revision[] = []
  const open = new Set<string>()
  const visit = (name: string, child: string): string | undefined => {
    const revision = known.get(name)
    if (!revision) return `${child} ${name}, and no file has that revision`
    if (order.includes(revision)) return undefined
    if (open.has(name)) return `revision ${name} is its own ancestor`
    open.add(name)
    const puzzle = revision.parents.map((parent) => visit(parent, `${revision.file} builds on`)).find(Boolean)
    if (!puzzle) order.push(revision)
    return puzzle
  }
  const puzzle = visit(head, "the head is")
  return puzzle ? { puzzle } : { order }
}

function twice(revisions: readonly Revision[]): string {
  const names = revisions.map(({ revision }) => revision)
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].join(", ")
}
