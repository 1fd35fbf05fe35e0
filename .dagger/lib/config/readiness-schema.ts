/** Owns what a user may write under readiness:. */
import { z } from "zod"

const Command = z.array(z.string().min(1)).min(1)
const Pattern = z.string().min(1).describe("A regular expression with one group.")
const Folder = z.string().min(1).describe("The folder of revision files in the image, below its working directory.")

const Alembic = z.strictObject({
  revisions: Folder,
  command: Command.default(["alembic"]).describe("How alembic is started in the image."),
})

const SqlFiles = z.strictObject({
  revisions: Folder,
  upFiles: Pattern.describe("File names of the way up; the group is the revision: `^(\\d+)_.*\\.up\\.sql$`."),
  downFiles: Pattern.describe("File names of the way down; the group is the revision."),
  heads: Command.describe("Prints the newest revision as the first word of a line; two lines are two heads."),
  up: Command.describe("Migrates up to {revision}."),
  down: Command.describe("Migrates down to {revision}."),
  base: z.string().min(1).default("base").describe("What {revision} is when nothing is to be left. Default base."),
})

const Migrations = z.strictObject({
  alembic: Alembic.optional().describe("The migrations are alembic's."),
  sql: SqlFiles.optional().describe("Another tool's: SQL files and the commands that run them."),
  contracts: z
    .array(z.string().min(1))
    .optional()
    .describe(
      "Revisions that take away only what the release before no longer uses: the second half of expand and contract.",
    ),
})

const Search = z.strictObject({
  files: z.array(z.string().min(1)).min(1).describe("Globs below `directory`."),
  pattern: Pattern.describe("A regular expression with one group: the flag's name."),
})

const Flags = z.strictObject({
  file: z.string().min(1).describe("The flagd-style file, JSON or YAML, below `directory`."),
  references: Search.describe("How the code asks for a flag."),
  defaults: Search.optional().describe("Where the code says what holds without the flag. Default: not asked for."),
})

export const Readiness = z.strictObject({
  migrations: Migrations.optional().describe("How to find out whether the new schema stands in the way back."),
  flags: Flags.optional().describe("Every flag that the code asks for must be there, and safe without."),
})

export type Readiness = z.infer<typeof Readiness>
export type MigrationsConfig = z.infer<typeof Migrations>
export type FlagsConfig = z.infer<typeof Flags>
