/** Owns the journal as the report shows it: who did what when, without what steps handed on. Pure. */
import type { Entry } from "../journal/entry.js"
import type { ReportEntry } from "./model.js"

/** What a run came to is the report itself. */
export function linesOf(entries: readonly Entry[]): ReportEntry[] {
  const attempts = [...new Set(entries.map(({ attempt }) => attempt))]
  return entries.flatMap((entry) =>
    entry.type === "closed"
      ? []
      : [{ at: entry.at, attempt: attempts.indexOf(entry.attempt) + 1, event: entry.type, about: aboutOf(entry) }],
  )
}

function aboutOf(entry: Exclude<Entry, { type: "closed" }>): string {
  switch (entry.type) {
    case "opened":
      return `${entry.identity.flow} of ${entry.identity.version}`
    case "noted": {
      const { previous } = entry.handed
      return previous ? `production served ${previous.version}, ${previous.image.digest}` : "production served nothing"
    }
    case "began":
      return entry.step
    case "ended":
      return `${entry.step}: ${entry.record.status}`
    case "told":
      return entry.key
  }
}
