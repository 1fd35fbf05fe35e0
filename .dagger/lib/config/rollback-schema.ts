/** Owns what a user may write under rollback:. */
import { z } from "zod"

const AfterMigration = z.enum(["roll-back", "leave"])

export const Rollback = z.strictObject({
  fixWindowSeconds: z
    .int()
    .min(1)
    .default(900)
    .describe("How long a major finding may take to recover before production goes back. Default 900."),
  everySeconds: z
    .int()
    .min(1)
    .default(60)
    .describe("How often the probes are repeated within the fix window. Default 60."),
  recoveredAfter: z
    .int()
    .min(1)
    .default(3)
    .describe(
      "How many good looks in a row make a recovery; a bad or unreadable one starts the count anew. Default 3.",
    ),
  firstRelease: z
    .enum(["keep", "take-down"])
    .default("keep")
    .describe(
      "A bad first release has nothing to go back to: keep it serving, or take it down and serve nothing. Both page. Default keep.",
    ),
  migrations: z
    .strictObject({
      reversible: AfterMigration.default("roll-back").describe(
        "After migrations that can be undone but are not expand-only: roll the image back, or leave the release and page. The database is never downgraded automatically. Default roll-back.",
      ),
      irreversible: AfterMigration.default("leave").describe(
        "After migrations that cannot be undone, or of which nothing is known: leave the release and page, or roll the image back all the same. Default leave.",
      ),
    })
    .prefault({})
    .describe("Whether production may go back by itself after a migration."),
})

/** Every default is filled in. */
export type RollbackPolicy = z.infer<typeof Rollback>
