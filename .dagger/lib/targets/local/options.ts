/** Owns the declaration of the embedded target: it needs nothing. Pure. */
import { z } from "zod"
import type { Declaration } from "../declaration.js"

export const localDeclaration = {
  name: "local",
  options: z.strictObject({}),
  migratesIn: "platform",
} as const satisfies Declaration
