/** Owns how long an audit's answer may be used: an advisory published meanwhile must not wait for longer than a day. Pure. */

/** With the hour for which the functions that lint keep their own result (index.ts), no answer gets older than a day. */
export const WINDOW_HOURS = 23

/** One text per window since 1970: within it the engine's cache answers, in the next one the audit runs anew. */
export function windowOf(time: number): string {
  return `${WINDOW_HOURS}h-${Math.floor(time / (WINDOW_HOURS * 3600000))}`
}
