/** Owns access to the files that ship with the module: scripts that run inside containers. */
import { readFileSync } from "node:fs"

/** They lie outside src, because the SDK imports every TypeScript file below src at each call. */
export function asset(name: string): string {
  return readFileSync(new URL(`../../assets/${name}`, import.meta.url), "utf8")
}
