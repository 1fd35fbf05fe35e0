/** Owns what a user may write under approval:. */
import { z } from "zod"

export const Approval = z.strictObject({
  by: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe("Who may approve, by the names that --approve takes. Default: whoever can call the release."),
})

export type Approval = z.infer<typeof Approval>
