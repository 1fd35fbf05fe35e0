/** Owns what a user may write under journal:. */
import { z } from "zod"
import { address } from "./notify-schema.js"

export const JOURNALS = ["engine", "github", "file"] as const
export type JournalKind = (typeof JOURNALS)[number]

const Github = z.strictObject({
  kind: z.literal("github"),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "owner/name"),
  endpoint: address.default("https://api.github.com").describe("GitHub Enterprise Server: https://HOST/api/v3."),
})

export const Journal = z
  .union([z.enum(JOURNALS), Github])
  .describe(
    "Where the record of releases and their lock live: engine (a cache volume), github (git refs of a repository, that of the notifier of kind github unless one is named), file (--journal in, report/journal.jsonl out). Default: engine, which `release` refuses for environments that outlive it. See docs/journal.md.",
  )

export type Journal = z.infer<typeof Journal>
