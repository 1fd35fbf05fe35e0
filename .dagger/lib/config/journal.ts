/** Owns the resolved journal: where it lives, and whether that was chosen; and the rule for what it needs. Pure. */
import type { JournalKind } from "./journal-schema.js"
import type { Rule } from "./rules.js"
import type { Config } from "./schema.js"

export type ResolvedJournal =
  | { kind: Exclude<JournalKind, "github">; declared: boolean }
  | { kind: "github"; declared: true; repository: string; endpoint: string }

export function resolveJournal({ journal, notify }: Pick<Config, "journal" | "notify">): ResolvedJournal {
  if (journal === undefined) return { kind: "engine", declared: false }
  if (journal === "engine" || journal === "file") return { kind: journal, declared: true }
  const { repository, endpoint } = journal === "github" ? githubOf(notify)[0]! : journal
  return { kind: "github", declared: true, repository, endpoint }
}

function githubOf(notify: Config["notify"]) {
  return Object.values(notify ?? {}).filter((one) => one.kind === "github")
}

export const journalRules: Rule[] = [
  ({ journal, notify }) => {
    if (journal !== "github" || githubOf(notify).length === 1) return []
    const why =
      githubOf(notify).length === 0
        ? "there is no notifier of kind github"
        : "there are several notifiers of kind github"
    return [
      {
        path: ["journal"],
        message: `${why} to take the repository from; write { kind: github, repository: owner/name }`,
      },
    ]
  },
]
