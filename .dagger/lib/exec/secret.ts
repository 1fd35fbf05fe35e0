/** Owns reading a secret: at the moment of sending, in bounded time, and never a word of it in an error. */
import { within } from "./poll.js"

/** What is read of a Dagger Secret. */
export interface Hidden {
  plaintext(): Promise<string>
}

/** A file ends with a newline that its author does not see: space around a secret is no part of it. */
export async function reveal(hidden: Hidden, name: string, limitMs: number): Promise<string> {
  const text = await within(hidden.plaintext(), limitMs, "no answer").catch(() => {
    // What the error says may hold what was read.
    throw new Error(`${name} could not be read`)
  })
  if (text.trim() === "") throw new Error(`${name} is empty`)
  return text.trim()
}

/** As the command line spells the argument that carries it. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
