/** Owns the map of targets. */
import { local } from "./local.js"
import type { Target } from "./target.js"

export const targets = { local } as const satisfies Record<string, Target>
