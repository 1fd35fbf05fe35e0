/** Owns the type of launch.mjs, which scripts use as it is. */
import type { Browser } from "playwright-core"

export function launch(): Promise<Browser>
