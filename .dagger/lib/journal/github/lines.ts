/** Owns a text that only grows, kept on a ref: each line is a commit, and none is written on top of what was not read. */
import type { Refs } from "./refs.js"

export interface Lines {
  read(): Promise<string>
  /** False when somebody else has added to it since it was read; then nothing was added. */
  add(line: string, subject: string): Promise<boolean>
}

export function linesOn(refs: Refs, ref: string): Lines {
  let known: { head: string | undefined; text: string } | undefined
  /** What a read may still say after this writer has gone on. */
  const passed = new Set<string | undefined>()
  const read = async () => {
    const head = await refs.head(ref)
    if (known === undefined || (head !== known.head && !passed.has(head)))
      known = { head, text: head === undefined ? "" : await refs.content(head) }
    return known
  }
  return {
    read: async () => (await read()).text,
    async add(line, subject) {
      const { head, text } = known ?? (await read())
      const longer = `${text}${line}\n`
      const commit = await refs.commit(subject, await refs.tree(longer), head)
      if (!(await refs.move(ref, head, commit))) return false
      passed.add(head)
      known = { head: commit, text: longer }
      return true
    },
  }
}
