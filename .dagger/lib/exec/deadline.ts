/** Owns what is said of a command whose time was up: how long it was given, and where to change that. Pure. */

/** Which of the two was still running. */
export type Late = "before" | "command"

/** `owner` is the tool's or suite's place in the config, such as tests.unit. */
export function lateness(late: Late, seconds: number, owner: string): string {
  const who = late === "before" ? "the command under before: was" : "it was"
  return `${who} not done within ${seconds} s and was ended; ${owner}.timeoutSeconds: changes that`
}
